import type { Environment, FlagConfig, FlagOverview, Receipts, Serving } from '@slipway/api';
import { tokenText } from '../flags/flag-filter.ts';
import { entriesInOrder } from '../flags/words.ts';
import type { StateLook } from '../ui/state-mark.tsx';

type Rows = readonly FlagOverview[];

/** What the flags of a project do in one environment. */
export interface LiveSummary {
  /** Switched on, for whomever; those that roll out are among them. */
  on: number;
  rollingOut: number;
  /** Switched on, but a flag that they require serves nobody what they would have to get of it. */
  held: number;
  off: number;
  /** By key. */
  killed: readonly string[];
  /** Next first. */
  coming: readonly { flag: string; at: number }[];
}

export function summaryOf(rows: Rows, environment: string, now: number): LiveSummary {
  const served = rows.flatMap(({ key, environments }) => {
    const serving = environments.find((one) => one.environment === environment);
    return serving ? [{ key, ...serving }] : [];
  });
  const free = served.filter(({ heldBy }) => heldBy === null);
  const keysOf = (isIn: (kind: Serving['kind']) => boolean): string[] =>
    free.filter(({ kind }) => isIn(kind)).map(({ key }) => key);
  return {
    on: keysOf((kind) => kind !== 'off' && kind !== 'killed').length,
    held: served.length - free.length,
    rollingOut: keysOf((kind) => kind === 'some').length,
    off: keysOf((kind) => kind === 'off').length,
    killed: keysOf((kind) => kind === 'killed'),
    coming: served
      .flatMap(({ key, nextAt }) => (nextAt === null ? [] : [{ flag: key, at: Date.parse(nextAt) }]))
      .filter(({ at }) => at > now)
      .sort((a, b) => a.at - b.at),
  };
}

/** What the search field of the list of flags has to hold to show what was counted. */
export function queryFor(environment: string, state: 'on' | 'some' | 'held' | 'off' | 'killed'): string {
  return tokenText({ field: 'env', value: `${environment}=${state}` });
}

/** Places whose flags are shown: permanent ones, or whatever there is. `wanted` as the list of flags is asked. */
export function shownPlaces(all: readonly Environment[]): {
  places: readonly Environment[];
  wanted: readonly string[] | undefined;
} {
  const permanent = all.filter(({ kind }) => kind === 'permanent').slice(0, MOST_PLACES);
  if (permanent.length > 0 || all.length === 0) return { places: permanent, wanted: undefined };
  const places = all.slice(0, MOST_PLACES);
  return { places, wanted: places.map(({ key }) => key) };
}

/** As many as one request may name. */
const MOST_PLACES = 12;

/** Where the kill that holds in an environment was made: there or in a base of it; null = unknown. */
export function killOrigin(
  row: FlagOverview | undefined,
  environment: string,
  places: readonly Pick<Environment, 'key' | 'base'>[],
): string | null {
  const seen = new Set<string>();
  let key: string | null = environment;
  while (key !== null && !seen.has(key)) {
    const here: string = key;
    if (row?.environments.some((one) => one.environment === here && one.killedHere)) return here;
    seen.add(here);
    key = places.find((place) => place.key === here)?.base ?? null;
  }
  return null;
}

const happenings = {
  on: 'switches on',
  off: 'switches off',
  from: 'changes: a rule begins',
  until: 'changes: a rule ends',
} as const;

/** What a config does at an instant that it names: "switches off". */
export function happeningAt({ schedule, rules }: Pick<FlagConfig, 'schedule' | 'rules'>, at: number): string {
  const entry = entriesInOrder(schedule).findLast((one) => one.at === at);
  if (entry) return happenings[entry.enabled ? 'on' : 'off'];
  return rules.some(({ from }) => from === at) ? happenings.from : happenings.until;
}

/** "all 5 instances at version 57". */
export function connectedWords({
  connected,
  applied,
  version,
}: Pick<Receipts, 'connected' | 'applied' | 'version'>): { look: StateLook; words: string } {
  if (connected === 0) return { look: 'off', words: `no instance connected, version ${version}` };
  const many = (count: number): string => count.toLocaleString('en');
  if (applied < connected)
    return {
      look: 'waiting',
      words: `${many(applied)} of ${many(connected)} instances at version ${version}`,
    };
  const all = connected === 1 ? '1 instance' : `all ${many(connected)} instances`;
  return { look: 'on', words: `${all} at version ${version}` };
}
