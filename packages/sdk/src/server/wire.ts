import type { HeartbeatEvent, PatchEvent, Ruleset, RulesetEvent } from '@slipway/engine';

/** What came over the wire is not what the contract says; the connection that sent it is not worth keeping. */
export class MalformedPayload extends Error {}

type Fields = Record<string, unknown>;
type Check = (value: unknown) => boolean;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isInstant: Check = (value) => Number.isFinite(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isObjects: Check = (value) => isObject(value) && Object.values(value).every(isObject);

const rulesetShape = {
  format: (value) => value === 1,
  project: isText,
  environment: isText,
  epoch: isCount,
  version: isCount,
  flags: isObjects,
  segments: isObjects,
} as const satisfies Record<string, Check>;

const patchShape = {
  now: isInstant,
  epoch: isCount,
  from: isCount,
  to: isCount,
  digest: isText,
  flags: isObjects,
  removedFlags: isTexts,
  segments: isObjects,
  removedSegments: isTexts,
} as const satisfies Record<string, Check>;

const heartbeatShape = { now: isInstant, epoch: isCount, version: isCount } as const satisfies Record<
  string,
  Check
>;

function assertShape(value: unknown, what: string, shape: Record<string, Check>): asserts value is Fields {
  if (!isObject(value)) throw new MalformedPayload(`${what} is not an object`);
  for (const [field, holds] of Object.entries(shape)) {
    if (!holds(value[field])) throw new MalformedPayload(`${what} has no usable "${field}"`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedPayload('not JSON');
  }
}

export const isRuleset = (value: unknown): value is Ruleset =>
  isObject(value) && Object.entries(rulesetShape).every(([field, holds]) => holds(value[field]));

function assertRuleset(value: unknown): asserts value is Ruleset {
  assertShape(value, 'ruleset', rulesetShape);
}

function assertRulesetEvent(value: unknown): asserts value is RulesetEvent {
  assertShape(value, 'ruleset event', { ...rulesetShape, now: isInstant });
}

function assertPatchEvent(value: unknown): asserts value is PatchEvent {
  assertShape(value, 'patch', patchShape);
}

function assertHeartbeat(value: unknown): asserts value is HeartbeatEvent {
  assertShape(value, 'heartbeat', heartbeatShape);
}

/** The outer shape only: what a flag's parts mean is for `compile` to judge. Throws `MalformedPayload`. */
export function parseRuleset(text: string): Ruleset {
  const value = parse(text);
  assertRuleset(value);
  return value;
}

export function parseRulesetEvent(text: string): { ruleset: Ruleset; now: number } {
  const value = parse(text);
  assertRulesetEvent(value);
  const { now, ...ruleset } = value;
  return { ruleset, now };
}

export function parsePatchEvent(text: string): PatchEvent {
  const value = parse(text);
  assertPatchEvent(value);
  return value;
}

export function parseHeartbeat(text: string): HeartbeatEvent {
  const value = parse(text);
  assertHeartbeat(value);
  return value;
}
