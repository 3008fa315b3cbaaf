import type { FlagConfig, Rule, Serve } from '@slipway/engine';
import { sharesOf, WHOLE } from './serve-words.ts';
import { isEnabledAt } from './words.ts';

type Config = FlagConfig & { killed?: boolean };

/**
 * Whether somebody may get something else than the off variant who did not before. Judged by shares and rules alone,
 * without counting people: where it cannot be told, it is more.
 */
export function reachesMore(before: Config, after: Config, now: number): boolean {
  if (!isOnSometime(after, now)) return false;
  return (
    isOnMore(before, after, now) ||
    before.offVariant !== after.offVariant ||
    requiresLess(before, after) ||
    targetsMore(before, after) ||
    decidesMore(before, after)
  );
}

function isOnSometime({ killed = false, ...config }: Config, now: number): boolean {
  return (
    !killed && (isEnabledAt(config, now) || config.schedule.some(({ at, enabled }) => at > now && enabled))
  );
}

/** On at some time at which it was not: compared at now and behind every entry of both schedules. */
function isOnMore(before: Config, after: Config, now: number): boolean {
  if (before.killed && !after.killed) return true;
  const moments = [...before.schedule, ...after.schedule].map(({ at }) => at).filter((at) => at > now);
  return [now, ...moments].some((at) => isEnabledAt(after, at) && !isEnabledAt(before, at));
}

function requiresLess(before: Config, after: Config): boolean {
  return before.prerequisites.some(({ flag, variants }) => {
    const kept = after.prerequisites.find((one) => one.flag === flag);
    return !kept || kept.variants.some((variant) => !variants.includes(variant));
  });
}

function targetsMore(before: Config, after: Config): boolean {
  const was = variantByKey(before);
  const is = variantByKey(after);
  const isNew = [...is].some(([key, variant]) => variant !== after.offVariant && was.get(key) !== variant);
  // Whoever was kept out by name meets the rules now.
  const isFree = [...was].some(([key, variant]) => variant === before.offVariant && !is.has(key));
  return isNew || isFree;
}

/** Of a key that is listed twice the first counts. */
function variantByKey({ targets }: Config): Map<string, string> {
  return new Map(
    targets.toReversed().flatMap(({ variant, keys }) => keys.map((key) => [key, variant] as const)),
  );
}

/** The rules and what follows them, as steps that each take people away from the next. */
interface Step {
  id: string;
  conditions: Rule['conditions'];
  from: number;
  until: number;
  serve: Serve;
}

function stepsOf({ rules, fallthrough }: Config): Step[] {
  return [
    ...rules.map(({ id, conditions, serve, from, until }) => ({
      id: `rule:${id}`,
      conditions,
      serve,
      from: from ?? Number.NEGATIVE_INFINITY,
      until: until ?? Number.POSITIVE_INFINITY,
    })),
    {
      id: 'fallthrough',
      conditions: [],
      serve: fallthrough,
      from: Number.NEGATIVE_INFINITY,
      until: Number.POSITIVE_INFINITY,
    },
  ];
}

function decidesMore(before: Config, after: Config): boolean {
  const was = stepsOf(before);
  const is = stepsOf(after);
  const { offVariant } = after;
  const isWider = is.some(
    (step) =>
      exposes(step.serve, offVariant) &&
      widens(
        step,
        was.find(({ id }) => id === step.id),
        offVariant,
      ),
  );
  return (
    isWider ||
    was.some((step, index) => letsThrough(step, was.slice(index + 1), is, offVariant)) ||
    isReordered(was, is, offVariant)
  );
}

function exposes(serve: Serve, offVariant: string): boolean {
  return sharesOf(serve).some(([variant]) => variant !== offVariant);
}

/** Whether a step serves more, to more people or for longer than it did. */
function widens(step: Step, was: Step | undefined, offVariant: string): boolean {
  if (!was) return true;
  return (
    step.from < was.from ||
    step.until > was.until ||
    !isNarrower(step.conditions, was.conditions) ||
    servesMore(was.serve, step.serve, offVariant)
  );
}

/** All conditions that there were still hold; more of them can only shut people out. */
function isNarrower(conditions: Rule['conditions'], was: Rule['conditions']): boolean {
  const texts = new Set(conditions.map((one) => JSON.stringify(one)));
  return was.every((one) => texts.has(JSON.stringify(one)));
}

function servesMore(before: Serve, after: Serve, offVariant: string): boolean {
  const was = new Map(sharesOf(before));
  const grows = sharesOf(after).some(
    ([variant, weight]) => variant !== offVariant && weight > (was.get(variant) ?? 0),
  );
  return grows || isDealtAnew(before, after);
}

/** Another salt or unit gives the same share to other people. */
function isDealtAnew(before: Serve, after: Serve): boolean {
  if (!('split' in before && 'split' in after)) return false;
  const isPartial = sharesOf(after).length > 1;
  const order = (serve: Serve): string =>
    sharesOf(serve)
      .map(([variant]) => variant)
      .join('\n');
  return (
    isPartial &&
    (before.split.salt !== after.split.salt ||
      before.split.by !== after.split.by ||
      order(before) !== order(after))
  );
}

/** Whether people that a step used to decide can now reach a later one that gives them more. */
function letsThrough(step: Step, later: readonly Step[], is: readonly Step[], offVariant: string): boolean {
  const now = is.find(({ id }) => id === step.id);
  const holds =
    now && isNarrower(step.conditions, now.conditions) && now.from <= step.from && now.until >= step.until;
  if (holds) return false;
  const own = new Map(sharesOf(step.serve));
  return later.some((next) =>
    sharesOf(next.serve).some(([variant]) => variant !== offVariant && (own.get(variant) ?? 0) < WHOLE),
  );
}

/** Steps that serve differently have changed places. */
function isReordered(was: readonly Step[], is: readonly Step[], offVariant: string): boolean {
  const common = was.filter((step) => is.some(({ id }) => id === step.id));
  const place = new Map(is.map(({ id }, index) => [id, index]));
  return common.some((step, index) =>
    common.slice(index + 1).some((next) => {
      const isSwapped = (place.get(step.id) ?? 0) > (place.get(next.id) ?? 0);
      return isSwapped && servesMore(step.serve, next.serve, offVariant);
    }),
  );
}
