import type { FlagConfig } from '@slipway/api';
import { isEnabledAt } from './words.ts';

type Rule = FlagConfig['rules'][number];

/** Whom a flag is on for, for a while, by their own key. */
export interface Wish {
  person: string;
  key: string;
  variant: string;
  /** Epoch ms. */
  until: number;
}

export const offeredHours = [1, 4, 8, 24] as const;

const PREFIX = 'me-';
/**
 * Where a flag is off its rules do not count. So it is switched on, and a rule behind those of single persons keeps
 * everybody else at the off variant; the schedule switches it off again in the instant in which that rule ends.
 */
const OTHERS = `${PREFIX}others`;

export function ruleIdOf(person: string): string {
  return `${PREFIX}${person}`;
}

/** The same config with the flag on for one person first of all; what has expired of this kind goes. */
export function withMe(config: FlagConfig, wish: Wish, now: number): FlagConfig {
  const tidy = tidied(config, now);
  const kept = tidy.rules.filter(({ id }) => id !== ruleIdOf(wish.person));
  const mine = { ...tidy, rules: [ruleOf(wish), ...kept] };
  const isOff = !isEnabledAt(tidy, now) || othersIn(tidy) !== undefined;
  return isOff ? keepingOthersOff(mine, wish.until, now) : mine;
}

/** The same config without this person; the last one to go leaves the flag as it was found. */
export function withoutMe(config: FlagConfig, person: string, now: number): FlagConfig {
  const tidy = tidied(config, now);
  const rules = tidy.rules.filter(({ id }) => id !== ruleIdOf(person));
  return rules.some(isOfPerson)
    ? { ...tidy, rules }
    : { ...withoutOthers({ ...tidy, rules }), enabled: isEnabledForOthers(tidy, now) };
}

/** What switching on for everybody makes of a flag that is on for single persons only. */
export function onForEverybody(config: FlagConfig, now: number): FlagConfig {
  return { ...withoutOthers(tidied(config, now)), enabled: true };
}

/** Without what has expired of this kind. */
export function tidied(config: FlagConfig, now: number): FlagConfig {
  const rules = config.rules.filter((rule) => !isOfThisKind(rule) || (rule.until ?? now + 1) > now);
  if (rules.length === config.rules.length) return config;
  // The entry that ended it has fired: it becomes the state.
  return {
    ...config,
    enabled: isEnabledAt(config, now),
    schedule: config.schedule.filter(({ at }) => at > now),
    rules,
  };
}

/** Whether it is on for single persons and off for everybody else. */
export function isOnForFew(config: FlagConfig, now: number): boolean {
  return (othersIn(config)?.until ?? 0) > now && isEnabledAt(config, now);
}

/** What to tell readers: while it is on for single persons, what stands behind them says nothing. */
export function asRead(config: FlagConfig, now: number): FlagConfig {
  if (!isOnForFew(config, now)) return config;
  return {
    ...withoutOthers(config),
    rules: config.rules.filter(isOfPerson),
    fallthrough: { variant: config.offVariant },
  };
}

/** Whether people who did nothing themselves have it on. */
export function isEnabledForOthers(config: FlagConfig, now: number): boolean {
  return isEnabledAt(config, now) && !isOnForFew(config, now);
}

/** How many people have it on for themselves now. */
export function countOfPersons({ rules }: FlagConfig, now: number): number {
  return rules.filter((rule) => isOfPerson(rule) && (rule.until ?? 0) > now).length;
}

/** Whether and until when it is on for a person; the schedule may end it sooner than asked for. */
export function meIn(
  config: FlagConfig,
  person: string,
  now: number,
): { variant: string; until: number } | null {
  const rule = config.rules.find(({ id }) => id === ruleIdOf(person));
  if (!rule || !('variant' in rule.serve) || !isEnabledAt(config, now)) return null;
  const ends = config.schedule.filter(({ at, enabled }) => at > now && !enabled).map(({ at }) => at);
  const until = Math.min(rule.until ?? Number.POSITIVE_INFINITY, ...ends);
  return until > now && Number.isFinite(until) ? { variant: rule.serve.variant, until } : null;
}

/** Why a rule for one’s own key would not do what one wants; null where it would. */
export function obstacleTo(
  config: FlagConfig,
  { key, variant }: Pick<Wish, 'key' | 'variant'>,
  now: number,
): string | null {
  const own = config.targets.find(({ keys }) => keys.includes(key));
  if (own && own.variant !== variant)
    return `Your key is listed under targets for “${own.variant}”, and targets count before rules. Take it off that list.`;
  const listed = config.targets.some(
    ({ keys, variant: theirs }) => keys.length > 0 && theirs !== config.offVariant,
  );
  if (listed && !isEnabledForOthers(config, now))
    return 'The flag is off, and it lists keys one by one: switching it on for you would switch it on for them. Remove the listed keys first.';
  return null;
}

function ruleOf({ person, key, variant, until }: Wish): Rule {
  return {
    id: ruleIdOf(person),
    conditions: [{ attribute: 'targetingKey', operator: 'equals', values: [key] }],
    serve: { variant },
    until,
  };
}

function isOfThisKind({ id, until }: Rule): boolean {
  return id.startsWith(PREFIX) && typeof until === 'number';
}

function isOfPerson(rule: Rule): boolean {
  return isOfThisKind(rule) && rule.id !== OTHERS;
}

function othersIn({ rules }: FlagConfig): Rule | undefined {
  return rules.find((rule) => isOfThisKind(rule) && rule.id === OTHERS);
}

function keepingOthersOff(config: FlagConfig, wanted: number, now: number): FlagConfig {
  const known = othersIn(config)?.until ?? 0;
  const { rules, schedule, offVariant } = withoutOthers(config);
  const coming = schedule.filter(({ at }) => at > now);
  // A planned switch comes first: nobody may be kept out beyond it.
  const until = Math.min(Math.max(known, wanted), ...coming.map(({ at }) => at));
  const others: Rule = { id: OTHERS, conditions: [], serve: { variant: offVariant }, until };
  return {
    ...config,
    enabled: true,
    // Of entries at one instant the last counts: a planned one stands behind ours.
    schedule: [{ at: until, enabled: false }, ...coming],
    rules: [...rules.filter(isOfPerson), others, ...rules.filter((rule) => !isOfPerson(rule))],
  };
}

/** Takes the rule for others away together with the entry that ends it. */
function withoutOthers(config: FlagConfig): FlagConfig {
  const others = othersIn(config);
  if (!others) return config;
  const ending = config.schedule.findIndex(({ at, enabled }) => at === others.until && !enabled);
  return {
    ...config,
    schedule: config.schedule.filter((_, index) => index !== ending),
    rules: config.rules.filter((rule) => rule !== others),
  };
}
