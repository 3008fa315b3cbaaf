/** What an SDK needs to evaluate every flag of one environment. Instants are epoch milliseconds. */

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export type FlagType = 'boolean' | 'string' | 'number' | 'object';

/** A flag's possible values; keys are variant names. */
export type Variants = Record<string, JsonValue>;

export const operators = [
  'equals',
  'one-of',
  'contains',
  'starts-with',
  'ends-with',
  'matches',
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
  'between',
  'semver-equal',
  'semver-less',
  'semver-less-or-equal',
  'semver-greater',
  'semver-greater-or-equal',
  'semver-compatible',
  'semver-approximate',
  'before',
  'after',
  'exists',
  'in-cidr',
] as const;
export type Operator = (typeof operators)[number];

/** `values` holds scalars; `negate` and `ignoreCase` default to false. */
export interface AttributeCondition {
  attribute: string;
  operator: Operator;
  values?: JsonValue[];
  negate?: boolean;
  ignoreCase?: boolean;
}

export interface SegmentCondition {
  segment: string;
  negate?: boolean;
}

export type Condition = AttributeCondition | SegmentCondition;

/** Weights are integers that sum to 100,000. `algorithm` 1 is bucketing v1 (see `bucketOf`). */
export interface Split {
  by: string;
  salt: string;
  algorithm: 1;
  weights: [variant: string, weight: number][];
}

export type Serve = { variant: string } | { split: Split };

/** Names the measure that exposures served by this rule count for. */
export interface Measure {
  id: string;
  metrics: string[];
  windowMs: number;
}

export interface Rule {
  id: string;
  /** All must hold; an empty list holds. */
  conditions: Condition[];
  serve: Serve;
  /** The rule applies while `from ≤ now < until`; null or absent = no bound. */
  from?: number | null;
  until?: number | null;
  release?: string;
  stage?: number;
  /** Applied by `withoutMissedStarts` when a ruleset is loaded; `evaluate` ignores it. */
  startBy?: number | null;
  measure?: Measure;
}

/** From `at` on the flag counts as enabled or not; the greatest `at ≤ now` wins, ties the later entry. */
export interface ScheduleEntry {
  at: number;
  enabled: boolean;
}

export interface Prerequisite {
  flag: string;
  variants: string[];
}

export interface Target {
  variant: string;
  /** Targeting keys. */
  keys: string[];
}

/** A flag's state in one environment. */
export interface FlagConfig {
  enabled: boolean;
  schedule: ScheduleEntry[];
  offVariant: string;
  /** Served when killed, instead of the off variant. */
  safeVariant: string | null;
  prerequisites: Prerequisite[];
  targets: Target[];
  rules: Rule[];
  fallthrough: Serve;
}

/** One flag of a ruleset: definition and effective config. `version` = environment version of its last change. */
export interface Flag extends FlagConfig {
  type: FlagType;
  version: number;
  clientVisible: boolean;
  variants: Variants;
  killed: boolean;
  observe?: boolean;
  metadata?: Record<string, string | number | boolean>;
}

export interface SegmentRule {
  conditions: Condition[];
}

/** A context belongs if listed in `include`, or not in `exclude` and all conditions of any rule hold. */
export interface Segment {
  include: string[];
  exclude: string[];
  rules: SegmentRule[];
}

/** Immutable per (environment, epoch, version). */
export interface Ruleset {
  format: 1;
  project: string;
  environment: string;
  epoch: number;
  version: number;
  digest: string;
  segments: Record<string, Segment>;
  flags: Record<string, Flag>;
  measureKeys?: Record<string, string>;
  /** Verification key of visitor overrides; only in non-permanent environments. */
  overrides?: { key: string } | null;
}

/** The difference between two rulesets of one environment; `from` and `to` are versions. */
export interface RulesetPatch {
  epoch: number;
  from: number;
  to: number;
  digest: string;
  flags: Record<string, Flag>;
  removedFlags: string[];
  segments: Record<string, Segment>;
  removedSegments: string[];
  measureKeys?: Record<string, string>;
  overrides?: { key: string } | null;
}
