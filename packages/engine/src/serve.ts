import { type AttributePath, attributePath, readAttribute } from './attribute.ts';
import { bucketCount, bucketFor, prepareSalt, type Salt, unitOf } from './bucketing.ts';
import type { Decision, Reason } from './decision.ts';
import type { JsonValue, Serve, Split } from './ruleset.ts';
import { listOf, Unreadable } from './unreadable.ts';

/** Gives the decision that serves a variant for a reason. */
export type DecisionOf = (variant: string, reason: Reason) => Decision;

export interface CompiledSplit {
  readonly by: AttributePath;
  readonly salt: Salt;
  /** Exclusive upper bounds of the variants' ranges, ascending, with what each range serves. */
  readonly bounds: readonly number[];
  readonly decisions: readonly Decision[];
}

/** Either a split, which decides unless the context has no unit, or one decision for everybody. */
export interface CompiledServe {
  readonly split: CompiledSplit | null;
  readonly decision: Decision | null;
}

/** `reason` is the one for a plain variant; a split's is always `SPLIT`. Throws `Unreadable`. */
export function compileServe(serve: Serve, reason: Reason, decisionOf: DecisionOf): CompiledServe {
  if ('variant' in serve) return { split: null, decision: decisionOf(serve.variant, reason) };
  return { split: compileSplit(serve.split, decisionOf), decision: null };
}

/** The decision for this context, or null if there is no unit to bucket. */
export function serveTo(serve: CompiledServe, context: unknown): Decision | null {
  return serve.split === null ? serve.decision : decideSplit(serve.split, context);
}

/** The context's unit for a split; undefined if it has none. */
export function unitFor(split: CompiledSplit, context: unknown): string | undefined {
  return unitOf(readAttribute(context, split.by));
}

export function decideBucket({ bounds, decisions }: CompiledSplit, bucket: number): Decision | null {
  for (let index = 0; index < bounds.length; index++)
    if (bucket < (bounds[index] ?? 0)) return decisions[index] ?? null;
  return null;
}

function decideSplit(split: CompiledSplit, context: unknown): Decision | null {
  const unit = unitFor(split, context);
  return unit === undefined ? null : decideBucket(split, bucketFor(split.salt, unit));
}

function compileSplit(split: Split, decisionOf: DecisionOf): CompiledSplit {
  const { by, salt, algorithm } = split;
  if (algorithm !== 1) throw new Unreadable(`bucketing algorithm ${String(algorithm)} is unknown`);
  if (typeof by !== 'string' || typeof salt !== 'string') throw new Unreadable('a split has no unit or salt');
  const bounds: number[] = [];
  const decisions: Decision[] = [];
  let total = 0;
  for (const [variant, weight] of listOf<[string, number]>(split.weights, 'weights')) {
    if (!isWeight(weight)) throw new Unreadable(`the weight of variant "${variant}" is not a whole number`);
    total += weight;
    bounds.push(total);
    decisions.push(decisionOf(variant, 'SPLIT'));
  }
  if (total !== bucketCount) throw new Unreadable(`a split's weights sum to ${total}, not ${bucketCount}`);
  return { by: attributePath(by), salt: prepareSalt(salt), bounds, decisions };
}

function isWeight(weight: unknown): boolean {
  return Number.isInteger(weight) && Number(weight) >= 0;
}

/** A deep, frozen copy: neither the ruleset's owner nor an application can change what later evaluations serve. */
export function frozenCopy(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozenCopy(inner)]));
  Object.freeze(copy);
  return copy;
}
