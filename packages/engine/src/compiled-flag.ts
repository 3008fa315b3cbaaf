import { type CompiledCondition, type ConditionSources, compileConditions } from './conditions.ts';
import type { Decision, ErrorCode, Reason } from './decision.ts';
import type { Flag, JsonValue, Prerequisite, Rule, ScheduleEntry, Target } from './ruleset.ts';
import { type CompiledServe, compileServe, frozenCopy } from './serve.ts';
import { booleanOf, listOf, recordOf, Unreadable } from './unreadable.ts';

/** A flag's configuration, read once into what evaluation and explanation walk. */
export interface FlagParts {
  readonly killed: boolean;
  readonly isEnabled: boolean;
  /** Ascending by `at`; among equal instants the later entry comes last. */
  readonly schedule: readonly ScheduleEntry[];
  readonly prerequisites: readonly CompiledPrerequisite[];
  readonly targets: readonly CompiledTarget[];
  readonly rules: readonly CompiledRule[];
  readonly fallthrough: CompiledServe;
  readonly answers: Answers;
}

/** What the flag's off and safe variants answer, one shared object per outcome. */
interface Answers {
  readonly killed: Decision;
  readonly disabled: Decision;
  readonly unmet: Decision;
  readonly withoutUnit: Decision;
}

export interface CompiledPrerequisite {
  readonly key: string;
  readonly variants: ReadonlySet<string>;
}

interface CompiledTarget {
  readonly keys: ReadonlySet<string>;
  readonly decision: Decision;
}

export interface CompiledRule {
  readonly id: string;
  readonly from: number;
  readonly until: number;
  readonly conditions: readonly CompiledCondition[];
  readonly serve: CompiledServe;
}

/** Throws `Unreadable` (or whatever a broken shape makes throw) if the flag cannot be evaluated as written. */
export function compileParts(flag: Flag, sources: ConditionSources): FlagParts {
  const decide = decider(flag);
  const killed = booleanOf(flag.killed, 'killed');
  const answers = compileAnswers(flag, decide);
  // A kill must work on a flag whose rules cannot be read.
  if (killed)
    return { ...nothingElse, killed, answers, fallthrough: { split: null, decision: answers.killed } };
  const rules = listOf<Rule>(flag.rules, 'rules');
  return {
    killed,
    answers,
    isEnabled: booleanOf(flag.enabled, 'enabled'),
    schedule: listOf<ScheduleEntry>(flag.schedule, 'schedule').toSorted((a, b) => a.at - b.at),
    prerequisites: listOf<Prerequisite>(flag.prerequisites, 'prerequisites').map(compilePrerequisite),
    targets: listOf<Target>(flag.targets, 'targets').map((target) => compileTarget(target, decide)),
    rules: rules.map((rule) => compileRule(rule, sources, decide)),
    fallthrough: compileServe(flag.fallthrough, rules.length === 0 ? 'STATIC' : 'DEFAULT', decide),
  };
}

/** Effective `enabled` at `now`: the greatest `at ≤ now` wins, ties the later entry. */
export function isEnabledAt({ schedule, isEnabled }: FlagParts, now: number): boolean {
  return schedule.findLast(({ at }) => at <= now)?.enabled ?? isEnabled;
}

const nothingElse = { isEnabled: false, schedule: [], prerequisites: [], targets: [], rules: [] } as const;

interface Attribution {
  ruleId?: string;
  errorCode?: ErrorCode;
}

type Decide = (variant: string, reason: Reason, attribution?: Attribution) => Decision;

/** Makes frozen decisions, which every evaluation with that outcome shares. */
function decider(flag: Flag): Decide {
  const variants = recordOf<JsonValue>(flag.variants, 'variants');
  const values = new Map(Object.entries(variants).map(([name, value]) => [name, frozenCopy(value)]));
  return (variant, reason, attribution = {}) => {
    const value = values.get(variant);
    if (value === undefined) throw new Unreadable(`variant "${variant}" is not among the flag's variants`);
    return Object.freeze({ value, variant, reason, ...attribution, flagVersion: flag.version });
  };
}

function compileAnswers({ offVariant, safeVariant }: Flag, decide: Decide): Answers {
  return {
    killed: decide(safeVariant ?? offVariant, 'DISABLED'),
    disabled: decide(offVariant, 'DISABLED'),
    unmet: decide(offVariant, 'PREREQUISITE_FAILED'),
    withoutUnit: decide(offVariant, 'ERROR', { errorCode: 'TARGETING_KEY_MISSING' }),
  };
}

function compilePrerequisite({ flag, variants }: Prerequisite): CompiledPrerequisite {
  return { key: flag, variants: new Set(listOf<string>(variants, 'variants')) };
}

function compileTarget({ variant, keys }: Target, decide: Decide): CompiledTarget {
  return { keys: new Set(listOf<string>(keys, 'keys')), decision: decide(variant, 'TARGETING_MATCH') };
}

function compileRule(rule: Rule, sources: ConditionSources, decide: Decide): CompiledRule {
  const { id, from, until } = rule;
  return {
    id,
    from: from ?? Number.NEGATIVE_INFINITY,
    until: until ?? Number.POSITIVE_INFINITY,
    conditions: compileConditions(rule.conditions, sources),
    serve: compileServe(rule.serve, 'TARGETING_MATCH', (variant, reason) =>
      decide(variant, reason, { ruleId: id }),
    ),
  };
}
