import type { Flag, FlagConfig, FlagState } from '@slipway/api';
import { UsageError } from '../failure.ts';
import type { RuleDraft } from '../text/rule-text.ts';
import type { Rule } from '../text/shapes.ts';
import { onVariantOf, toServe } from './serve.ts';

/** What `flag set` was asked for; an absent field leaves its part alone. */
export interface ConfigEdits {
  enabled?: boolean;
  offVariant?: string;
  safeVariant?: string | null;
  fallthrough?: RuleDraft['serve'];
  percentage?: { weight: number; variant: string | undefined };
  /** The attribute that splits are by. */
  unit?: string;
  clearRules: boolean;
  removedRules: string[];
  rules: RuleDraft[];
  targets: { key: string; variant: string }[];
  untargeted: string[];
  prerequisites: FlagConfig['prerequisites'];
  unrequired: string[];
  clearSchedule: boolean;
  schedule: FlagConfig['schedule'];
}

/** What the edits are applied to. */
export interface ConfigFacts {
  flag: Pick<Flag, 'key' | 'variants'>;
  config: FlagConfig;
  source: FlagState['source'];
}

/** The config after the edits. Rules with the same conditions are replaced in place, new ones come last. */
export function editConfig(edits: ConfigEdits, facts: ConfigFacts): FlagConfig {
  const { config } = facts;
  const offVariant = edits.offVariant ?? config.offVariant;
  const rules = editRules(edits, facts, offVariant);
  return {
    enabled: edits.enabled ?? config.enabled,
    schedule: editSchedule(edits, config),
    offVariant,
    safeVariant: edits.safeVariant === undefined ? config.safeVariant : edits.safeVariant,
    prerequisites: editPrerequisites(edits, config),
    targets: editTargets(edits, config),
    rules,
    fallthrough: editFallthrough(edits, facts, offVariant),
  };
}

function editRules(edits: ConfigEdits, facts: ConfigFacts, offVariant: string): Rule[] {
  const { config } = facts;
  const rules = edits.clearRules ? [] : withoutRules(config.rules, edits.removedRules);
  for (const draft of edits.rules) {
    const same = rules.findIndex((rule) => isSame(rule.conditions, draft.conditions));
    const rule = ruleFrom(draft, { edits, facts, offVariant, present: rules });
    if (same < 0) rules.push(rule);
    else rules[same] = rule;
  }
  return rules;
}

/** A rule with the same conditions, even one just cleared, hands on its id, its period and its salt. */
function ruleFrom(
  draft: RuleDraft,
  {
    edits,
    facts,
    offVariant,
    present,
  }: { edits: ConfigEdits; facts: ConfigFacts; offVariant: string; present: Rule[] },
): Rule {
  const known = [...facts.config.rules, ...present];
  const former = known.find((rule) => isSame(rule.conditions, draft.conditions));
  const serve = toServe(draft.serve, {
    former: former?.serve,
    offVariant,
    flag: facts.flag.key,
    unit: edits.unit,
  });
  if (former) return { ...former, serve };
  return { id: nextRuleId(known), conditions: draft.conditions, serve };
}

function withoutRules(rules: readonly Rule[], removed: readonly string[]): Rule[] {
  const unknown = removed.find((id) => !rules.some((rule) => rule.id === id));
  if (unknown !== undefined)
    throw new UsageError(
      `There is no rule "${unknown}".`,
      rules.length === 0
        ? 'The flag has no rules here.'
        : `Rules here: ${rules.map(({ id }) => id).join(', ')}.`,
    );
  return rules.filter((rule) => !removed.includes(rule.id));
}

/** One above the highest `r<number>`, so that counts by rule never mix two rules. */
function nextRuleId(rules: readonly Rule[]): string {
  const numbers = rules.map(({ id }) => Number(/^r(\d+)$/.exec(id)?.[1] ?? 0));
  return `r${Math.max(0, ...numbers) + 1}`;
}

function editFallthrough(
  edits: ConfigEdits,
  facts: ConfigFacts,
  offVariant: string,
): FlagConfig['fallthrough'] {
  const { config, flag } = facts;
  const context = { former: config.fallthrough, offVariant, flag: flag.key, unit: edits.unit };
  if (edits.percentage) {
    const variant = edits.percentage.variant ?? onVariantOf(facts, offVariant);
    return toServe({ shares: [[variant, edits.percentage.weight]] }, context);
  }
  if (edits.fallthrough) return toServe(edits.fallthrough, context);
  if (isFirstAudience(edits, facts)) return { variant: offVariant };
  if (edits.unit === undefined || !('split' in config.fallthrough)) return config.fallthrough;
  return { split: { ...config.fallthrough.split, by: edits.unit } };
}

/**
 * A flag is created to serve its on variant to everyone once it is on. Naming the first audience for that variant
 * means "only these", so the default becomes the off variant.
 */
function isFirstAudience(edits: ConfigEdits, { config, source }: ConfigFacts): boolean {
  const isUntouched = source === 'default' && config.rules.length === 0 && config.targets.length === 0;
  if (!isUntouched || !('variant' in config.fallthrough)) return false;
  const everyone = config.fallthrough.variant;
  const named = [
    ...edits.rules.flatMap(({ serve }) => variantsOf(serve)),
    ...edits.targets.map((t) => t.variant),
  ];
  return named.includes(everyone);
}

function variantsOf(serve: RuleDraft['serve']): string[] {
  return 'variant' in serve ? [serve.variant] : serve.shares.map(([variant]) => variant);
}

function editTargets(edits: ConfigEdits, config: FlagConfig): FlagConfig['targets'] {
  const moved = new Set([...edits.untargeted, ...edits.targets.map(({ key }) => key)]);
  const keys = new Map(
    config.targets.map((target) => [target.variant, target.keys.filter((key) => !moved.has(key))]),
  );
  for (const { key, variant } of edits.targets) keys.set(variant, [...(keys.get(variant) ?? []), key]);
  return [...keys].filter(([, list]) => list.length > 0).map(([variant, list]) => ({ variant, keys: list }));
}

function editPrerequisites(edits: ConfigEdits, config: FlagConfig): FlagConfig['prerequisites'] {
  const gone = new Set([...edits.unrequired, ...edits.prerequisites.map(({ flag }) => flag)]);
  return [...config.prerequisites.filter(({ flag }) => !gone.has(flag)), ...edits.prerequisites];
}

function editSchedule(edits: ConfigEdits, config: FlagConfig): FlagConfig['schedule'] {
  const kept = edits.clearSchedule ? [] : config.schedule;
  const at = new Set(edits.schedule.map((entry) => entry.at));
  return [...kept.filter((entry) => !at.has(entry.at)), ...edits.schedule].sort((a, b) => a.at - b.at);
}

/** Equal as JSON; both come from JSON or from our own parser, which writes fields in one order. */
function isSame(a: Rule['conditions'], b: Rule['conditions']): boolean {
  return canonical(a) === canonical(b);
}

/** Absent and false are the same for `negate` and `ignoreCase`. */
function canonical(conditions: Rule['conditions']): string {
  return JSON.stringify(
    conditions.map((condition) =>
      'segment' in condition
        ? [condition.segment, condition.negate ?? false]
        : [
            condition.attribute,
            condition.operator,
            condition.values ?? [],
            condition.negate ?? false,
            condition.ignoreCase ?? false,
          ],
    ),
  );
}
