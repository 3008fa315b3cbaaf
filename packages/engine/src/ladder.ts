import {
  type CompiledPrerequisite,
  type CompiledRule,
  compileParts,
  type FlagParts,
  isEnabledAt,
} from './compiled-flag.ts';
import { allHold, type ConditionSources, noMembers } from './conditions.ts';
import type { Decision } from './decision.ts';
import type { Flag } from './ruleset.ts';
import { targetingKeyOf } from './segments.ts';
import { type CompiledServe, serveTo } from './serve.ts';

/** Decisions of flags that an evaluation already knows. */
export type KnownDecisions = Map<CompiledFlag, Decision>;

/** Pure and total. Without `known`, required flags are evaluated as needed. */
export type Decide = (context: unknown, now: number, known: KnownDecisions | undefined) => Decision;

export interface CompiledFlag {
  readonly key: string;
  readonly source: Flag;
  /** Null if the flag cannot be read; `problem` says why. */
  readonly parts: FlagParts | null;
  readonly problem: string | null;
  /** Filled when all flags are compiled. */
  readonly required: LinkedPrerequisite[];
  decide: Decide;
}

/** `flag` is null if it is unknown or lies on a cycle, which makes the prerequisite unmet. */
export interface LinkedPrerequisite extends CompiledPrerequisite {
  readonly flag: CompiledFlag | null;
}

/** Never throws: an unreadable flag answers `PARSE_ERROR` and leaves its neighbours alone. `kept` spares compiling. */
export function compileFlag(
  key: string,
  source: Flag,
  sources: ConditionSources,
  kept: FlagParts | null,
): CompiledFlag {
  try {
    const parts = kept ?? compileParts(source, sources);
    return { key, source, parts, problem: null, required: [], decide: ladderOf(parts) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'its shape is unknown';
    return { key, source, parts: null, problem, required: [], decide: always(unreadable) };
  }
}

/** Puts the flag's prerequisites, once they are linked, where they belong: after enabled, before targets. */
export function requirePrerequisites(flag: CompiledFlag): void {
  const { parts, required } = flag;
  if (parts === null || parts.killed || required.length === 0) return;
  const { unmet } = parts.answers;
  const rest = targetsOf(parts);
  const guarded: Decide = (context, now, known) =>
    required.every((prerequisite) => isMet(prerequisite, context, now, known))
      ? rest(context, now, known)
      : unmet;
  flag.decide = enabledOf(parts, guarded);
}

/** Counts by the variant served, whatever the reason. */
export function isMet(
  { flag, variants }: LinkedPrerequisite,
  context: unknown,
  now: number,
  known: KnownDecisions | undefined,
): boolean {
  if (flag === null) return false;
  const { variant } = known?.get(flag) ?? flag.decide(context, now, known);
  return variant !== undefined && variants.has(variant);
}

/** It may still serve nothing, for want of a unit. */
function ruleApplies(rule: CompiledRule, context: unknown, now: number): boolean {
  return now >= rule.from && now < rule.until && allHold(rule.conditions, context, noMembers);
}

const unreadable: Decision = Object.freeze({ reason: 'ERROR', errorCode: 'PARSE_ERROR' });

function always(decision: Decision): Decide {
  return () => decision;
}

function ladderOf(parts: FlagParts): Decide {
  return parts.killed ? always(parts.answers.killed) : enabledOf(parts, targetsOf(parts));
}

function enabledOf(parts: FlagParts, next: Decide): Decide {
  const { disabled } = parts.answers;
  if (parts.schedule.length === 0) return parts.isEnabled ? next : always(disabled);
  return (context, now, known) => (isEnabledAt(parts, now) ? next(context, now, known) : disabled);
}

function targetsOf(parts: FlagParts): Decide {
  const { targets } = parts;
  const next = rulesOf(parts);
  if (targets.length === 0) return next;
  return (context, now, known) => {
    const key = targetingKeyOf(context);
    const target = key === undefined ? undefined : targets.find(({ keys }) => keys.has(key));
    return target === undefined ? next(context, now, known) : target.decision;
  };
}

function rulesOf({ rules, fallthrough, answers }: FlagParts): Decide {
  const last = fallthroughOf(fallthrough, answers.withoutUnit);
  if (rules.length === 0) return last;
  return (context, now, known) => {
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index];
      const decision =
        rule !== undefined && ruleApplies(rule, context, now) ? serveTo(rule.serve, context) : null;
      if (decision !== null) return decision;
    }
    return last(context, now, known);
  };
}

function fallthroughOf(serve: CompiledServe, withoutUnit: Decision): Decide {
  if (serve.decision !== null) return always(serve.decision);
  return (context) => serveTo(serve, context) ?? withoutUnit;
}
