import type { FlagConfig, Prerequisite, ScheduleEntry, Segment } from '@slipway/engine';
import { instantText } from '../ui/instant-text.ts';
import type { WordsOptions } from './condition-words.ts';
import { percent } from './flag-list-words.ts';
import { flagPart, listed, type Phrase, say, sentence, together, variantPart } from './phrase.ts';
import {
  exposedShare,
  fallthroughPart,
  fallthroughWords,
  keysWords,
  ruleAudience,
  ruleWords,
  sharesOf,
  targetWords,
  WHOLE,
} from './serve-words.ts';

export { instantText } from '../ui/instant-text.ts';
export { conditionWords, type WordsOptions } from './condition-words.ts';
export { type Part, type Phrase, phraseOf, say } from './phrase.ts';
export { fallthroughWords, ruleWords, targetWords } from './serve-words.ts';

/** A config with what is true of it beside its text. */
export interface Standing extends WordsOptions {
  killed?: boolean;
  /** A required flag that serves nobody what it would have to. */
  heldBy?: string | null;
  /** Epoch ms. */
  now: number;
}

export interface RungWords {
  kind: 'killed' | 'enabled' | 'prerequisite' | 'target' | 'rule' | 'fallthrough';
  /** Of a rule its id, else its place. */
  id: string;
  phrase: Phrase;
}

/** The last schedule entry whose time has come, else `enabled`; of equal instants the later entry. */
export function isEnabledAt(
  { enabled, schedule }: Pick<FlagConfig, 'enabled' | 'schedule'>,
  now: number,
): boolean {
  return entriesInOrder(schedule).findLast(({ at }) => at <= now)?.enabled ?? enabled;
}

export function entriesInOrder(schedule: readonly ScheduleEntry[]): ScheduleEntry[] {
  return schedule.toSorted((a, b) => a.at - b.at);
}

/** The whole decision from top to bottom, a sentence a rung. */
export function ladderWords(config: FlagConfig, { killed = false, now, ...options }: Standing): RungWords[] {
  const { offVariant, prerequisites, targets, rules, fallthrough } = config;
  const isFirst = targets.length + rules.length === 0;
  return [
    ...(killed ? [{ kind: 'killed' as const, id: '', phrase: killedWords(config) }] : []),
    { kind: 'enabled', id: '', phrase: enabledWords(config, { now, ...options }) },
    ...prerequisites.map((one, index) => ({
      kind: 'prerequisite' as const,
      id: String(index),
      phrase: prerequisiteWords(one, offVariant),
    })),
    ...targets.map((one, index) => ({
      kind: 'target' as const,
      id: String(index),
      phrase: targetWords(one),
    })),
    ...rules.map((rule) => ({
      kind: 'rule' as const,
      id: rule.id,
      phrase: ruleWords(rule, offVariant, options),
    })),
    { kind: 'fallthrough', id: '', phrase: fallthroughWords(fallthrough, offVariant, isFirst) },
  ];
}

export function killedWords({ safeVariant, offVariant }: FlagConfig): Phrase {
  const served = variantPart(safeVariant ?? offVariant);
  return say`Killed: everyone gets ${served}${safeVariant === null ? '' : ', the safe variant,'} until somebody restores it`;
}

/** "Switched on; switches off on …". */
export function enabledWords(config: FlagConfig, { now, ...options }: Standing): Phrase {
  const state = isEnabledAt(config, now)
    ? say`Switched on`
    : say`Switched off: everyone gets ${variantPart(config.offVariant)}`;
  const coming = entriesInOrder(config.schedule).filter(({ at }) => at > now);
  return together([state, ...coming.map((entry) => scheduleWords(entry, options))], '; ');
}

/** `switches off on Fri 27 Nov 2026, 14:00 CET`. */
export function scheduleWords({ at, enabled }: ScheduleEntry, { timeZone }: WordsOptions = {}): Phrase {
  return say`switches ${enabled ? 'on' : 'off'} on ${instantText(at, timeZone)}`;
}

export function prerequisiteWords({ flag, variants }: Prerequisite, offVariant: string): Phrase {
  return say`Only where flag ${flagPart(flag)} serves ${listed(variants.map(variantPart), 'or')}; else ${variantPart(offVariant)}`;
}

/** One who gets, will get or does not get something else than the off variant. */
export interface WhoLine extends Phrase {
  kind: 'has' | 'later' | 'not' | 'only-where';
  /** What they get; null where it is several. */
  variant: string | null;
}

/** Who gets something else than the off variant, for whoever talks with customers. Empty = nobody. */
export function whoHasIt(config: FlagConfig, { killed = false, now, ...options }: Standing): WhoLine[] {
  const { offVariant, safeVariant, prerequisites } = config;
  if (killed) return safeVariant === null || safeVariant === offVariant ? [] : [killedLine(config)];
  if (!isEnabledAt(config, now)) return [];
  const lines = [...targetLines(config), ...ruleLines(config, now, options), fallthroughLine(config)];
  const last = lines.findLastIndex(({ kind }) => kind !== 'not');
  if (last < 0) return [];
  return [
    ...prerequisites.map((one) => whereLine(prerequisiteWords(one, offVariant))),
    // Whoever is kept out by the last lines gets what everybody gets anyway.
    ...lines.slice(0, last + 1),
  ];
}

function killedLine(config: FlagConfig): WhoLine {
  return { ...killedWords(config), kind: 'has', variant: config.safeVariant };
}

function whereLine(phrase: Phrase): WhoLine {
  return { ...phrase, kind: 'only-where', variant: null };
}

function targetLines({ targets, offVariant }: FlagConfig): WhoLine[] {
  return targets
    .filter(({ keys }) => keys.length > 0)
    .map((target) => ({
      ...targetWords(target),
      kind: target.variant === offVariant ? 'not' : 'has',
      variant: target.variant,
    }));
}

function ruleLines({ rules, offVariant }: FlagConfig, now: number, options: WordsOptions): WhoLine[] {
  return rules
    .filter(({ until }) => typeof until !== 'number' || until > now)
    .map((rule) => ({
      ...ruleWords(rule, offVariant, options),
      kind: kindOf(exposedShare(rule.serve, offVariant), (rule.from ?? now) > now),
      variant: onlyVariant(rule.serve, offVariant),
    }));
}

function kindOf(share: number, isLater: boolean): WhoLine['kind'] {
  if (share === 0) return 'not';
  return isLater ? 'later' : 'has';
}

function fallthroughLine({ targets, rules, fallthrough, offVariant }: FlagConfig): WhoLine {
  const phrase = fallthroughWords(fallthrough, offVariant, targets.length + rules.length === 0);
  const kind = kindOf(exposedShare(fallthrough, offVariant), false);
  return { ...phrase, kind, variant: onlyVariant(fallthrough, offVariant) };
}

function onlyVariant(serve: FlagConfig['fallthrough'], offVariant: string): string | null {
  const exposed = sharesOf(serve).filter(([variant]) => variant !== offVariant);
  return exposed.length === 1 ? (exposed[0]?.[0] ?? null) : null;
}

/** One line: "On for everyone in segment internal and 10 % of all others". */
export function summary(
  config: FlagConfig,
  { killed = false, heldBy = null, now, ...options }: Standing,
): Phrase {
  const { offVariant, safeVariant, fallthrough, targets, rules } = config;
  if (killed) return say`Killed: everyone gets ${variantPart(safeVariant ?? offVariant)}`;
  if (!isEnabledAt(config, now)) return say`Off: everyone gets ${variantPart(offVariant)}`;
  if (heldBy !== null) return say`Held by ${flagPart(heldBy)}: everyone gets ${variantPart(offVariant)}`;
  if (targets.length + rules.length === 0) return say`On: ${fallthroughPart(fallthrough, offVariant, true)}`;
  const who = audiences(config, now, options);
  if (who.length === 0) return say`On, and yet everyone gets ${variantPart(offVariant)}`;
  return say`On for ${listed(shortened(who), 'and')}`;
}

const MOST_AUDIENCES = 3;

function shortened(who: readonly Phrase[]): (Phrase | string)[] {
  if (who.length <= MOST_AUDIENCES) return [...who];
  return [...who.slice(0, MOST_AUDIENCES - 1), `${who.length - MOST_AUDIENCES + 1} more audiences`];
}

function audiences(
  { targets, rules, fallthrough, offVariant }: FlagConfig,
  now: number,
  options: WordsOptions,
) {
  const keys = targets.filter(({ variant }) => variant !== offVariant).flatMap((target) => target.keys);
  const active = rules.filter(({ from, until }) => (from ?? now) <= now && (until ?? now + 1) > now);
  return [
    ...(keys.length > 0 ? [keysWords(keys)] : []),
    ...active.flatMap(({ conditions, serve }) =>
      shareOf(exposedShare(serve, offVariant), ruleAudience(conditions, options)),
    ),
    ...shareOf(exposedShare(fallthrough, offVariant), say`everyone else`),
  ];
}

function shareOf(share: number, audience: Phrase): Phrase[] {
  if (share === 0) return [];
  return [share === WHOLE ? audience : say`${percent(share)} of ${audience}`];
}

/** Who belongs to a segment, a sentence each. */
export function segmentSentences({ include, exclude, rules }: Segment, options: WordsOptions = {}): Phrase[] {
  if (include.length + rules.length === 0) return [say`Nobody belongs to it`];
  return [
    ...(include.length > 0
      ? [say`${keysWords(include)} ${include.length === 1 ? 'belongs' : 'belong'} to it by name`]
      : []),
    ...(exclude.length > 0
      ? [say`${keysWords(exclude)} ${exclude.length === 1 ? 'is' : 'are'} left out whatever the rules say`]
      : []),
    ...rules.map(({ conditions }) => sentence(say`${ruleAudience(conditions, options)} belongs to it`)),
  ];
}
