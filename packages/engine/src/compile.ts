import type { FlagParts } from './compiled-flag.ts';
import type { ConditionSources } from './conditions.ts';
import type { Context, Decision, Explanation } from './decision.ts';
import { explainFlag, explainUnknown } from './explain.ts';
import { cyclicKeys, dependencyOrder } from './graph.ts';
import {
  type CompiledFlag,
  compileFlag,
  type Decide,
  type KnownDecisions,
  requirePrerequisites,
} from './ladder.ts';
import type { InstantReader, RegexCompiler } from './operators.ts';
import { dependencies, prerequisiteReferences, segmentReferences } from './references.ts';
import type { Flag, Ruleset } from './ruleset.ts';
import { compileSegments } from './segments.ts';

export interface CompileOptions {
  /** Used by `matches`; pass a linear-time engine such as RE2. */
  regex: RegexCompiler;
  /** Used by `before` and `after` on an attribute that is an object; without it no object is an instant. */
  toInstant?: InstantReader | undefined;
  /**
   * The ruleset compiled before this one with the same `regex` and `toInstant`. Flags that are still the same objects (as `apply` keeps
   * them) are taken over, so that a patch costs what it changed. Rulesets are never changed in place.
   */
  previous?: CompiledRuleset | undefined;
}

/** A ruleset ready to answer. Everything on it is pure and total: it never throws, waits or reads a clock. */
export interface CompiledRuleset {
  readonly ruleset: Ruleset;
  readonly flagKeys: readonly string[];
  /** The flag as it stands in the ruleset. */
  flag(flagKey: string): Flag | undefined;
  /** `now` in epoch milliseconds. Decisions are frozen and shared between evaluations. */
  evaluate(flagKey: string, context: Context, now: number): Decision;
  /** Every step considered and why it did or did not decide; its decision is what `evaluate` answers. */
  explain(flagKey: string, context: Context, now: number): Explanation;
}

/**
 * Compiles once per version. A flag or segment that cannot be read spoils only itself (`PARSE_ERROR`, no members);
 * a ruleset of another format throws an `Error` that says what to do. The digest is not checked.
 */
export function compile(ruleset: Ruleset, { previous, ...instruments }: CompileOptions): CompiledRuleset {
  checkFormat(ruleset);
  const membership = compileSegments(ruleset.segments, instruments);
  const flags = compileFlags(ruleset.flags, { ...instruments, membership }, keptParts(ruleset, previous));
  const compiled: CompiledRuleset = {
    ruleset,
    flagKeys: [...flags.keys()],
    flag: (flagKey) => flags.get(flagKey)?.source,
    evaluate: (flagKey, context, now) => evaluate(flags.get(flagKey), context, now),
    explain: (flagKey, context, now) => {
      const flag = flags.get(flagKey);
      return flag === undefined ? explainUnknown(flagKey, notFound) : explainFlag(flag, context, now);
    },
  };
  flagsOf.set(compiled, flags);
  return compiled;
}

type CompiledFlags = ReadonlyMap<string, CompiledFlag>;

const flagsOf = new WeakMap<CompiledRuleset, CompiledFlags>();

/** Finds what an earlier compilation made of the very same flag, unless it rests on segments that are others now. */
type KeptParts = (key: string, source: Flag) => FlagParts | null;

function keptParts(ruleset: Ruleset, previous: CompiledRuleset | undefined): KeptParts {
  const flags = previous && flagsOf.get(previous);
  if (flags === undefined) return () => null;
  const sameSegments = previous?.ruleset.segments === ruleset.segments;
  return (key, source) => {
    const kept = flags.get(key);
    const isSame = kept?.source === source && (sameSegments || segmentReferences(source).length === 0);
    return isSame ? kept.parts : null;
  };
}

const notFound: Decision = Object.freeze({ reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
const failed: Decision = Object.freeze({ reason: 'ERROR', errorCode: 'GENERAL' });

function evaluate(flag: CompiledFlag | undefined, context: unknown, now: number): Decision {
  if (flag === undefined) return notFound;
  try {
    return flag.decide(context, now, undefined);
  } catch {
    return failed;
  }
}

function checkFormat(ruleset: Ruleset): void {
  const { format, flags, segments } = Object(ruleset);
  if (format !== 1)
    throw new Error(`This engine reads ruleset format 1, not ${String(format)}. Update @slipway/engine.`);
  if (!isRecord(flags) || !isRecord(segments))
    throw new Error('The ruleset has no "flags" or no "segments" object. Fetch it again.');
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compileFlags(
  sources: Ruleset['flags'],
  conditions: ConditionSources,
  kept: KeptParts,
): CompiledFlags {
  const entries = Object.entries(sources);
  const flags = new Map(
    entries.map(([key, flag]) => [key, compileFlag(key, flag, conditions, kept(key, flag))]),
  );
  const cyclic = cyclicKeys(dependencies(sources, prerequisiteReferences));
  for (const flag of flags.values()) linkPrerequisites(flag, flags, cyclic);
  for (const flag of flags.values()) if (isDeep(flag)) flag.decide = inDependencyOrder(flag, flag.decide);
  return flags;
}

function linkPrerequisites(flag: CompiledFlag, flags: CompiledFlags, cyclic: Set<string>): void {
  for (const { key, variants } of flag.parts?.prerequisites ?? []) {
    const required = cyclic.has(flag.key) ? null : (flags.get(key) ?? null);
    flag.required.push({ key, flag: required, variants });
  }
  requirePrerequisites(flag);
}

function isDeep(flag: CompiledFlag): boolean {
  return requiredFlags(flag).some((required) => requiredFlags(required).length > 0);
}

function requiredFlags({ required }: CompiledFlag): CompiledFlag[] {
  return required.flatMap(({ flag }) => flag ?? []);
}

/** Judges each required flag once and without recursion, however deep and shared prerequisites are. */
function inDependencyOrder(flag: CompiledFlag, decide: Decide): Decide {
  return (context, now, known) => {
    if (known !== undefined) return decide(context, now, known);
    const decisions: KnownDecisions = new Map();
    for (const required of dependencyOrder(flag, requiredFlags))
      if (required !== flag) decisions.set(required, required.decide(context, now, decisions));
    return decide(context, now, decisions);
  };
}
