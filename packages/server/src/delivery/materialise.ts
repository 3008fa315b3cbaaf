import type { Digest, Flag, Ruleset, RulesetPatch, Segment } from '@slipway/engine';
import type { EnvironmentEntries } from '../rulesets/index.ts';

/** An environment's present ruleset, with what it takes to tell the difference from an earlier version. */
export interface Materialised {
  environmentId: number;
  changedAt: Date;
  ruleset: Ruleset;
  /** Version of each segment's last change; flags carry their own. */
  segmentVersions: ReadonlyMap<string, number>;
  removed: readonly Removal[];
  /** The versions this process has held, ascending, the present one last: patches lead from these. */
  held: readonly number[];
}

interface Removal {
  kind: 'flag' | 'segment';
  key: string;
  version: number;
}

type Entry = EnvironmentEntries['entries'][number];

/** Who is further behind gets a full ruleset. */
const MOST_HELD = 256;

/** Builds from all present entries. */
export function materialise(loaded: EnvironmentEntries, epoch: number, digest: Digest): Materialised {
  const content = contentOf(loaded.entries);
  return {
    environmentId: loaded.environmentId,
    changedAt: loaded.changedAt,
    ruleset: {
      format: 1,
      project: loaded.projectKey,
      environment: loaded.environmentKey,
      epoch,
      version: loaded.version,
      digest: digest(content),
      ...content,
      overrides: null,
    },
    segmentVersions: versionsOf(loaded.entries),
    removed: [],
    held: [loaded.version],
  };
}

/** Applies what changed since; unchanged flags and segments stay the same objects. */
export function advance(present: Materialised, loaded: EnvironmentEntries, digest: Digest): Materialised {
  const gone = new Set(loaded.removed.map(nameOf));
  const changed = contentOf(loaded.entries);
  const content = {
    flags: replaced(present.ruleset.flags, changed.flags, (key) => gone.has(`flag:${key}`)),
    segments: replaced(present.ruleset.segments, changed.segments, (key) => gone.has(`segment:${key}`)),
  };
  const removals = loaded.removed.map((entry) => ({ ...entry, version: loaded.version }));
  const held = [...present.held, loaded.version].slice(-MOST_HELD);
  return {
    ...present,
    changedAt: loaded.changedAt,
    ruleset: { ...present.ruleset, ...content, version: loaded.version, digest: digest(content) },
    segmentVersions: new Map([...present.segmentVersions, ...versionsOf(loaded.entries)]),
    removed: [...present.removed, ...removals].filter(({ version }) => version > (held[0] ?? 0)),
    held,
  };
}

/** What leads from `version` to the present; undefined where that is no longer known. */
export function patchFrom(present: Materialised, version: number): RulesetPatch | undefined {
  const { ruleset, segmentVersions } = present;
  if (!present.held.includes(version)) return undefined;
  const removed = present.removed.filter((removal) => removal.version > version);
  return {
    epoch: ruleset.epoch,
    from: version,
    to: ruleset.version,
    digest: ruleset.digest,
    flags: chosen(ruleset.flags, (_, flag) => flag.version > version),
    removedFlags: removedKeys(removed, 'flag', ruleset.flags),
    segments: chosen(ruleset.segments, (key) => (segmentVersions.get(key) ?? 0) > version),
    removedSegments: removedKeys(removed, 'segment', ruleset.segments),
  };
}

function contentOf(entries: readonly Entry[]): Pick<Ruleset, 'flags' | 'segments'> {
  const flags: [string, Flag][] = [];
  const segments: [string, Segment][] = [];
  for (const entry of entries)
    if (entry.kind === 'flag') flags.push([entry.key, { ...entry.value, version: entry.version }]);
    else segments.push([entry.key, entry.value]);
  return { flags: Object.fromEntries(flags), segments: Object.fromEntries(segments) };
}

function versionsOf(entries: readonly Entry[]): Map<string, number> {
  return new Map(entries.filter(({ kind }) => kind === 'segment').map(({ key, version }) => [key, version]));
}

function nameOf({ kind, key }: { kind: string; key: string }): string {
  return `${kind}:${key}`;
}

function replaced<Item>(
  present: Record<string, Item>,
  changed: Record<string, Item>,
  isGone: (key: string) => boolean,
): Record<string, Item> {
  const kept = Object.entries(present).filter(([key]) => !isGone(key));
  return Object.fromEntries([...kept, ...Object.entries(changed)]);
}

function chosen<Item>(
  items: Record<string, Item>,
  test: (key: string, item: Item) => boolean,
): Record<string, Item> {
  return Object.fromEntries(Object.entries(items).filter(([key, item]) => test(key, item)));
}

// A key that was removed and came back is no removal.
function removedKeys(removed: readonly Removal[], kind: Removal['kind'], present: object): string[] {
  const keys = removed.filter((removal) => removal.kind === kind).map(({ key }) => key);
  return [...new Set(keys)].filter((key) => !Object.hasOwn(present, key));
}
