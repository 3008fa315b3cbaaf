import type { FlagConfig } from '@slipway/api';
import { canonicalJson } from '@slipway/engine';
import { WHOLE } from './serve-words.ts';

export type Rule = FlagConfig['rules'][number];
export type Serve = FlagConfig['fallthrough'];
export type Split = Extract<Serve, { split: unknown }>['split'];
export type Target = FlagConfig['targets'][number];
export type Prerequisite = FlagConfig['prerequisites'][number];
export type ScheduleEntry = FlagConfig['schedule'][number];

export function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** An id that no rule has. */
export function newRuleId(rules: readonly Rule[]): string {
  const numbers = rules.map(({ id }) => Number(/^r(\d+)$/.exec(id)?.[1] ?? 0));
  return `r${Math.max(0, ...numbers) + 1}`;
}

/** A rule at the end that does not change anything until somebody says whom it is for. */
export function withNewRule(config: FlagConfig): FlagConfig {
  const rule: Rule = {
    id: newRuleId(config.rules),
    conditions: [{ attribute: '', operator: 'one-of', values: [] }],
    serve: { variant: config.offVariant },
  };
  return { ...config, rules: [...config.rules, rule] };
}

/** A copy right behind. A split keeps its salt, so that the same people are in both. */
export function withCopy(config: FlagConfig, index: number): FlagConfig {
  const rule = config.rules[index];
  if (!rule) return config;
  const copy = { ...rule, id: newRuleId(config.rules) };
  return { ...config, rules: config.rules.toSpliced(index + 1, 0, copy) };
}

export function withoutRule(config: FlagConfig, index: number): FlagConfig {
  return { ...config, rules: config.rules.toSpliced(index, 1) };
}

export function withRule(config: FlagConfig, index: number, rule: Rule): FlagConfig {
  return { ...config, rules: config.rules.with(index, rule) };
}

export function withMoved(config: FlagConfig, from: number, to: number): FlagConfig {
  const rule = config.rules[from];
  if (!rule || to < 0 || to >= config.rules.length) return config;
  return { ...config, rules: config.rules.toSpliced(from, 1).toSpliced(to, 0, rule) };
}

interface SplitGround {
  variants: readonly string[];
  offVariant: string;
  /** For a split that is new. */
  salt: string;
}

/** The same as a split: whoever got something still gets it. The off variant stands last. */
export function asSplit(serve: Serve, { variants, offVariant, salt }: SplitGround): { split: Split } {
  if ('split' in serve) return serve;
  const order = [
    ...variants.filter((one) => one !== offVariant),
    ...variants.filter((one) => one === offVariant),
  ];
  const weights = order.map((variant): [string, number] => [variant, variant === serve.variant ? WHOLE : 0]);
  return { split: { by: 'targetingKey', salt, algorithm: 1, weights } };
}

/** The variant that most get. */
export function asVariant(serve: Serve): { variant: string } {
  if ('variant' in serve) return serve;
  const [most] = serve.split.weights.toSorted(([, a], [, b]) => b - a);
  return { variant: most?.[0] ?? '' };
}

/** The bound of a rule’s time; none is left out. */
export function withBound(rule: Rule, bound: 'from' | 'until', at: number | null): Rule {
  const { [bound]: _, ...rest } = rule;
  return at === null ? rest : { ...rest, [bound]: at };
}

/** Keys of one variant; without any its target goes. */
export function withKeys(targets: readonly Target[], variant: string, keys: string[]): Target[] {
  const at = targets.findIndex((target) => target.variant === variant);
  if (at < 0) return keys.length === 0 ? [...targets] : [...targets, { variant, keys }];
  return keys.length === 0 ? targets.toSpliced(at, 1) : targets.with(at, { variant, keys });
}

/** Keys that an earlier variant lists as well: the first one counts. */
export function repeatedKeys(targets: readonly Target[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { keys } of targets)
    for (const key of new Set(keys)) {
      if (seen.has(key)) repeated.add(key);
      seen.add(key);
    }
  return [...repeated];
}
