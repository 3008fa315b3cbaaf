import { canonicalJson, type Flag, type FlagConfig, type Segment } from '@slipway/engine';
import { type EffectiveState, effectiveStates, type OwnState } from './effective.ts';
import type { GuardedPlace, Place } from './tree.ts';

/** A flag as a ruleset entry holds it: its version is the entry's. */
export type FlagValue = Omit<Flag, 'version'>;

export type EntryKind = 'flag' | 'segment';

/** What one entry holds. */
export type EntryValue =
  | { kind: 'flag'; key: string; value: FlagValue }
  | { kind: 'segment'; key: string; value: Segment };

/** One entry of an environment's ruleset since `version`. */
export type Entry = EntryValue & { version: number };

/** What a flag's entries are made from, in all environments. `own` is by environment id. */
export interface FlagFacts {
  key: string;
  definition: Pick<Flag, 'type' | 'variants' | 'clientVisible' | 'observe' | 'metadata'>;
  isArchived: boolean;
  defaultConfig: FlagConfig;
  own: ReadonlyMap<number, OwnState<FlagConfig>>;
}

export interface SegmentFacts {
  key: string;
  content: Segment;
  own: ReadonlyMap<number, Segment>;
}

/** One entry that begins, ends or changes. */
export type EntryChange =
  | { kind: 'flag'; key: string; before: FlagValue | null; after: FlagValue | null }
  | { kind: 'segment'; key: string; before: Segment | null; after: Segment | null };

/** What a mutation does to one environment's ruleset: never empty. Judged before it is written. */
export interface Effect {
  environment: GuardedPlace;
  entries: EntryChange[];
}

/** How an environment is protected. */
export interface Protection {
  isProtected: boolean;
  approvals: number;
}

/** An environment that would be less protected; `key` is its own. */
export interface ProtectionChange {
  kind: 'protection';
  key: string;
  before: Protection;
  after: Protection;
}

/** What is judged: what a mutation does to rulesets, or to what guards them. */
export interface Judged {
  environment: GuardedPlace;
  entries: readonly (EntryChange | ProtectionChange)[];
}

/** The entries that should be there, by environment id. Archived flags have none. */
export function wantedEntries(
  places: readonly Place[],
  flags: readonly FlagFacts[],
  segments: readonly SegmentFacts[],
): Map<number, EntryValue[]> {
  const wanted = new Map<number, EntryValue[]>(places.map(({ id }) => [id, []]));
  for (const flag of flags) {
    const valueFor = flagValues(flag);
    for (const [id, state] of flag.isArchived ? [] : flagStates(places, flag))
      wanted.get(id)?.push({ kind: 'flag', key: flag.key, value: valueFor(state) });
  }
  for (const segment of segments)
    for (const [id, { config }] of segmentStates(places, segment))
      wanted.get(id)?.push({ kind: 'segment', key: segment.key, value: config });
  return wanted;
}

/** What turns `present` into `wanted`; both hold the touched keys only. Equal content is no change. */
export function entryChanges(present: readonly EntryValue[], wanted: readonly EntryValue[]): EntryChange[] {
  const left = new Map(present.map((entry) => [nameOf(entry), entry]));
  const changes: EntryChange[] = [];
  for (const entry of wanted) {
    const old = left.get(nameOf(entry));
    left.delete(nameOf(entry));
    if (!old || canonicalText(old.value) !== canonicalText(entry.value)) changes.push(changeOf(old, entry));
  }
  for (const old of left.values()) changes.push(changeOf(old, undefined));
  return changes;
}

function flagStates(places: readonly Place[], flag: FlagFacts): Map<number, EffectiveState<FlagConfig>> {
  return effectiveStates(places, flag.own, flag.defaultConfig);
}

function segmentStates(
  places: readonly Place[],
  segment: SegmentFacts,
): Map<number, EffectiveState<Segment>> {
  const own = [...segment.own].map(([id, content]) => [id, { config: content, killed: false }] as const);
  return effectiveStates(places, new Map(own), segment.content);
}

/** Environments that inherit share one object, so that it is compared, checked and sent once. */
function flagValues({ definition }: FlagFacts): (state: EffectiveState<FlagConfig>) => FlagValue {
  const { type, variants, clientVisible, observe, metadata = {} } = definition;
  const known = { killed: new Map<FlagConfig, FlagValue>(), alive: new Map<FlagConfig, FlagValue>() };
  return ({ config, killed }) => {
    const values = killed ? known.killed : known.alive;
    const value = values.get(config) ?? {
      type,
      clientVisible,
      ...(observe ? { observe } : {}),
      ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
      variants,
      killed,
      ...config,
    };
    values.set(config, value);
    return value;
  };
}

const texts = new WeakMap<object, string>();

/** Entries are never changed once they are made. */
function canonicalText(value: object): string {
  const text = texts.get(value) ?? canonicalJson(value);
  texts.set(value, text);
  return text;
}

function nameOf({ kind, key }: EntryValue): string {
  return `${kind}:${key}`;
}

// Both are entries of the same name, so the kind of either is the kind of the other's value.
function changeOf(old: EntryValue | undefined, entry: EntryValue | undefined): EntryChange {
  const { kind, key } = entry ?? old ?? {};
  return { kind, key, before: old?.value ?? null, after: entry?.value ?? null } as EntryChange;
}
