import type { Serving } from '@slipway/api';
import type { FlagConfig, Prerequisite, Rule, Serve } from '@slipway/engine';
import { isEnabled } from './decide.ts';

/** What holds in an environment. */
export interface HeldState {
  config: FlagConfig;
  killed: boolean;
}

/** Who gets what, in short; without where it comes from. */
export type ServingSummary = Pick<
  Serving,
  'kind' | 'heldBy' | 'requires' | 'share' | 'variant' | 'rules' | 'targets' | 'nextAt'
>;

/** Every variant that somebody may get of a flag of the same environment; none of a flag that is not there. */
export type VariantsOf = (flag: string) => ReadonlySet<string>;

const nothing: ReadonlySet<string> = new Set();

/** Judges each flag once, however many require it; one that comes to require itself serves nobody. */
export function variantsIn(stateOf: (flag: string) => HeldState | undefined, now: number): VariantsOf {
  const known = new Map<string, ReadonlySet<string>>();
  const variantsOf: VariantsOf = (flag) => {
    const found = known.get(flag);
    if (found) return found;
    known.set(flag, nothing);
    const state = stateOf(flag);
    const served = state ? servedVariants(state, now, variantsOf) : nothing;
    known.set(flag, served);
    return served;
  };
  return variantsOf;
}

/** By what is written: segments and conditions are not looked into. */
export function servingOf(state: HeldState, now: number, variantsOf: VariantsOf): ServingSummary {
  const { config, killed } = state;
  const stopped = stoppedBy(state, now);
  const heldBy = stopped ? null : holderOf(config, variantsOf);
  const served = servedVariants(state, now, variantsOf);
  return {
    kind: stopped ?? audienceOf(served, config.offVariant),
    heldBy,
    requires: [...new Set(config.prerequisites.map(({ flag }) => flag))],
    share: heldBy === null ? shareOf(restOf(config, now), config.offVariant) : 0,
    variant: served.size === 1 ? ([...served][0] ?? null) : null,
    rules: config.rules.length,
    targets: config.targets.reduce((sum, { keys }) => sum + keys.length, 0),
    nextAt: killed ? null : nextAfter(config, now),
  };
}

function stoppedBy({ config, killed }: HeldState, now: number): 'killed' | 'off' | null {
  if (killed) return 'killed';
  return isEnabled(config, now) ? null : 'off';
}

/** The first required flag that serves nobody an accepted variant. */
function holderOf({ prerequisites }: FlagConfig, variantsOf: VariantsOf): string | null {
  const isUnmet = (one: Prerequisite): boolean => {
    const served = variantsOf(one.flag);
    return !one.variants.some((variant) => served.has(variant));
  };
  return prerequisites.find(isUnmet)?.flag ?? null;
}

/** The last instant up to `now` at which its schedule or a rule's bounds changed what it does; null = none. */
export function lastBoundary({ config, killed }: HeldState, now: number): number | null {
  const passed = killed ? [] : boundariesOf(config).filter((at) => at <= now);
  return passed.length > 0 ? Math.max(...passed) : null;
}

function servedVariants(state: HeldState, now: number, variantsOf: VariantsOf): Set<string> {
  const { config } = state;
  const { offVariant, safeVariant, prerequisites, targets } = config;
  const stopped = stoppedBy(state, now);
  if (stopped === 'killed') return new Set([safeVariant ?? offVariant]);
  if (stopped === 'off' || holderOf(config, variantsOf) !== null) return new Set([offVariant]);
  return new Set([
    // Who does not meet what is required gets the off variant.
    ...(prerequisites.length > 0 ? [offVariant] : []),
    ...targets.flatMap(({ keys, variant }) => (keys.length > 0 ? [variant] : [])),
    ...pickingRules(config, now).flatMap(({ serve }) => variantsOfServe(serve)),
    ...variantsOfServe(restOf(config, now)),
  ]);
}

function audienceOf(served: ReadonlySet<string>, offVariant: string): 'nobody' | 'some' | 'everybody' {
  if (!served.has(offVariant)) return 'everybody';
  return served.size === 1 ? 'nobody' : 'some';
}

function shareOf(serve: Serve, offVariant: string): number {
  if ('variant' in serve) return serve.variant === offVariant ? 0 : 100_000;
  const others = serve.split.weights.filter(([variant]) => variant !== offVariant);
  return others.reduce((sum, [, weight]) => sum + weight, 0);
}

function variantsOfServe(serve: Serve): string[] {
  if ('variant' in serve) return [serve.variant];
  return serve.split.weights.flatMap(([variant, weight]) => (weight > 0 ? [variant] : []));
}

/** Rules that apply now, up to the first that leaves nothing to those behind it. */
function pickingRules(config: FlagConfig, now: number): Rule[] {
  const active = config.rules.filter((rule) => isActive(rule, now));
  const last = active.findIndex(takesAll);
  return last < 0 ? active : active.slice(0, last);
}

/** What those get whom no target and no rule picks out: a rule without conditions stands before the fallthrough. */
function restOf({ rules, fallthrough }: FlagConfig, now: number): Serve {
  return rules.find((rule) => isActive(rule, now) && takesAll(rule))?.serve ?? fallthrough;
}

function takesAll({ conditions }: Rule): boolean {
  return conditions.length === 0;
}

function isActive({ from, until }: Rule, now: number): boolean {
  return (from ?? Number.NEGATIVE_INFINITY) <= now && now < (until ?? Number.POSITIVE_INFINITY);
}

/** RFC 3339 has no years of five digits. */
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

function nextAfter(config: FlagConfig, now: number): string | null {
  const coming = boundariesOf(config).filter((at) => at > now && at <= LAST_INSTANT);
  return coming.length > 0 ? new Date(Math.min(...coming)).toISOString() : null;
}

function boundariesOf({ schedule, rules }: FlagConfig): number[] {
  const bounds = rules.flatMap(({ from, until }) => [from ?? null, until ?? null]);
  return [...schedule.map(({ at }) => at), ...bounds].filter((at) => at !== null);
}
