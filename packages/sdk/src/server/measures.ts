import {
  attributePath,
  type Context,
  type Flag,
  type Rule,
  type Ruleset,
  readAttribute,
  unitOf,
} from '@slipway/engine';

/** A release's measure as the ruleset announces it: events named in `metrics` count, per value of the attribute `by`. */
export interface ActiveMeasure {
  id: string;
  metrics: ReadonlySet<string>;
  by: string;
  /** Secret that turns units into hashes, base64. */
  key: string;
}

/** What evaluations that gave an answer are recorded for. */
export interface Watch {
  observe: boolean;
  measure: { of: ActiveMeasure; stage: number } | undefined;
}

const rulesOf = (flag: Flag): readonly Rule[] => (Array.isArray(flag.rules) ? flag.rules : []);

const splitAttribute = (rule: Rule): string | undefined =>
  'split' in rule.serve ? rule.serve.split.by : undefined;

/** All stages of a release share one measure; its unit is what their splits bucket by, else the targeting key. */
export function activeMeasures(ruleset: Ruleset): ActiveMeasure[] {
  const rules = Object.values(ruleset.flags).flatMap(rulesOf);
  return Object.entries(ruleset.measureKeys ?? {}).map(([id, key]) => {
    const measured = rules.filter((rule) => rule?.measure?.id === id);
    return {
      id,
      key,
      metrics: new Set(measured.flatMap((rule) => rule.measure?.metrics ?? [])),
      by: measured.map(splitAttribute).find((by) => by !== undefined) ?? 'targetingKey',
    };
  });
}

/** Undefined when nobody asked to watch this answer. */
export function watchOf(
  flag: Flag,
  ruleId: string | undefined,
  measures: readonly ActiveMeasure[],
): Watch | undefined {
  const rule = ruleId === undefined ? undefined : rulesOf(flag).find(({ id }) => id === ruleId);
  const of = measures.find(({ id }) => id === rule?.measure?.id);
  const measure = of && { of, stage: rule?.stage ?? 0 };
  return flag.observe || measure ? { observe: flag.observe === true, measure } : undefined;
}

/** The value that identifies the unit, as bucketing reads it; undefined when the context has none. */
export function unitIn(context: Context, by: string): string | undefined {
  return unitOf(readAttribute(context, attributePath(by)));
}
