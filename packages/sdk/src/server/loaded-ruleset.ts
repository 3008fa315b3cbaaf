import type { FlagMetadata, ResolutionDetails } from '@openfeature/server-sdk';
import {
  type Context,
  compile,
  type Decision,
  type ErrorCode,
  type Flag,
  type JsonValue,
  type Ruleset,
  withoutMissedStarts,
} from '@slipway/engine';
import { instantOfDate } from './instants.ts';
import { type ActiveMeasure, activeMeasures, type Watch, watchOf } from './measures.ts';
import { compileRegex } from './regex.ts';

/** One possible answer of one flag, built once per ruleset and shared by every evaluation that gives it. */
export interface Served {
  readonly flag: string;
  readonly variant: string;
  readonly decision: Decision;
  readonly details: ResolutionDetails<JsonValue>;
  readonly watch: Watch | undefined;
  /** Evaluations since the counter was last drained. */
  count: number;
}

/** A ruleset as this process evaluates it. */
export interface LoadedRuleset {
  /** With missed starts and locally forced flags worked in. */
  readonly ruleset: Ruleset;
  /** Rules were left out because this process came too late for them; a contact brings them back. */
  readonly missesStarts: boolean;
  readonly measures: readonly ActiveMeasure[];
  /** An answer, or the code that says why there is none. Never throws. */
  serve(flagKey: string, context: Context, now: number): Served | ErrorCode;
}

export interface LoadConditions {
  forcedOff: ReadonlySet<string>;
  lastContactAt: number | null;
  now: number;
}

/** A kill that exists only here: before everything else, safe variant, `DISABLED`. */
function withForcedOff(ruleset: Ruleset, forcedOff: ReadonlySet<string>): Ruleset {
  if (forcedOff.size === 0) return ruleset;
  const flags = Object.entries(ruleset.flags).map(([key, flag]): [string, Flag] => [
    key,
    forcedOff.has(key) ? { ...flag, killed: true } : flag,
  ]);
  return { ...ruleset, flags: Object.fromEntries(flags) };
}

/** Slipway's own keys win over the flag's `metadata`. */
function metadataOf(ruleset: Ruleset, flag: Flag, { ruleId, errorCode }: Decision): FlagMetadata {
  return Object.freeze({
    ...flag.metadata,
    flagSetId: `${ruleset.project}/${ruleset.environment}`,
    version: flag.version,
    ...(ruleId !== undefined && { ruleId }),
    ...(errorCode !== undefined && { errorCode }),
  });
}

/** A client turns any `errorCode` into the code default, so an answer that has a value carries its code in the metadata. */
function reasonOf({ reason, errorCode }: Decision): string {
  return errorCode === undefined ? reason : 'DEFAULT';
}

/** Throws on a ruleset that cannot be compiled. */
export function loadRuleset(
  source: Ruleset,
  { forcedOff, lastContactAt, now }: LoadConditions,
): LoadedRuleset {
  const onTime = withoutMissedStarts(source, { lastContactAt, now });
  const ruleset = withForcedOff(onTime, forcedOff);
  const compiled = compile(ruleset, { regex: compileRegex, toInstant: instantOfDate });
  const measures = activeMeasures(ruleset);
  const served = new WeakMap<Decision, Served>();

  function build(flagKey: string, decision: Decision): Served | ErrorCode {
    const flag = compiled.flag(flagKey);
    const { value, variant } = decision;
    // Decisions without an answer are shared between flags, so they are not kept.
    if (flag === undefined || value === undefined || variant === undefined)
      return decision.errorCode ?? 'GENERAL';
    const flagMetadata = metadataOf(ruleset, flag, decision);
    const details = Object.freeze({ value, variant, reason: reasonOf(decision), flagMetadata });
    const watch = watchOf(flag, decision.ruleId, measures);
    const one = { flag: flagKey, variant, decision, details, watch, count: 0 };
    served.set(decision, one);
    return one;
  }

  return {
    ruleset,
    missesStarts: onTime !== source,
    measures,
    serve(flagKey, context, at) {
      const decision = compiled.evaluate(flagKey, context, at);
      return served.get(decision) ?? build(flagKey, decision);
    },
  };
}
