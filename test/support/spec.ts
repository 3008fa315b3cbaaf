import { readFileSync } from 'node:fs';
import type { Context, Decision, Flag, RegexCompiler, Ruleset, Segment } from '@slipway/engine';
import { RE2JS } from 're2js';

/** A case of `spec/evaluation.json` with the defaults of `spec/README.md` filled in. */
export interface EvaluationCase {
  name: string;
  ruleset: Ruleset;
  flag: string;
  context: Context;
  now: number;
  expected: Decision;
  /** The server refuses this ruleset when it is written. */
  refused: boolean;
}

export interface BucketingCases {
  murmur3: { text: string; seed: number; hash: number }[];
  buckets: { name: string; salt: string; unit: string; bucket: number }[];
}

export const flagDefaults: Flag = {
  type: 'boolean',
  version: 1,
  clientVisible: false,
  variants: { on: true, off: false },
  offVariant: 'off',
  safeVariant: null,
  killed: false,
  enabled: true,
  schedule: [],
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'off' },
};

/** The regular expressions that server and SDK use. */
export const regex: RegexCompiler = (pattern, { ignoreCase }) => {
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return { test: (text) => compiled.matcher(text).find() };
};

const segmentDefaults: Segment = { include: [], exclude: [], rules: [] };

export interface PartialRuleset {
  flags: Record<string, Partial<Flag>>;
  segments?: Record<string, Partial<Segment>>;
}

/** A whole ruleset from what differs from the defaults. */
export function rulesetOf({ flags, segments = {} }: PartialRuleset): Ruleset {
  return {
    format: 1,
    project: 'spec',
    environment: 'spec',
    epoch: 1,
    version: 1,
    digest: '',
    flags: withDefaults(flags, flagDefaults),
    segments: withDefaults(segments, segmentDefaults),
  };
}

export function loadEvaluationCases(): EvaluationCase[] {
  const written: (Omit<EvaluationCase, 'ruleset'> & { ruleset: PartialRuleset; refused?: true })[] =
    readSpec('evaluation.json');
  return written.map((item) => ({
    ...item,
    ruleset: rulesetOf(item.ruleset),
    refused: item.refused === true,
  }));
}

export function loadBucketingCases(): BucketingCases {
  return readSpec('bucketing.json');
}

/** The members of a decision that the cases speak of. */
export function comparable({ flagVersion: _flagVersion, ...rest }: Decision): Decision {
  return rest;
}

function withDefaults<Item extends object>(
  items: Record<string, Partial<Item>>,
  defaults: Item,
): Record<string, Item> {
  return Object.fromEntries(Object.entries(items).map(([key, item]) => [key, { ...defaults, ...item }]));
}

function readSpec<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(`../../spec/${file}`, import.meta.url), 'utf8'));
}
