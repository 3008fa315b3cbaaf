import type { Ruleset, RulesetPatch } from './ruleset.ts';

/** What turns `a` into `b`: two rulesets of one environment. Unchanged flags and segments are left out. */
export function diff(a: Ruleset, b: Ruleset): RulesetPatch {
  const flags = diffRecords(a.flags, b.flags);
  const segments = diffRecords(a.segments, b.segments);
  return {
    epoch: b.epoch,
    from: a.version,
    to: b.version,
    digest: b.digest,
    flags: flags.changed,
    removedFlags: flags.removed,
    segments: segments.changed,
    removedSegments: segments.removed,
    ...(isSame(a.measureKeys, b.measureKeys) ? {} : { measureKeys: b.measureKeys ?? {} }),
    ...(isSame(a.overrides ?? null, b.overrides ?? null) ? {} : { overrides: b.overrides ?? null }),
  };
}

/**
 * `a` with the patch applied. Unchanged flags and segments stay the same objects. The caller checks that
 * `patch.from` is `a.version` and, afterwards, the digest.
 */
export function apply(a: Ruleset, patch: RulesetPatch): Ruleset {
  const { epoch, to: version, digest, measureKeys, overrides } = patch;
  return {
    ...a,
    epoch,
    version,
    digest,
    flags: applyRecords(a.flags, patch.flags, patch.removedFlags),
    segments: applyRecords(a.segments, patch.segments, patch.removedSegments),
    ...(measureKeys === undefined ? {} : { measureKeys }),
    ...(overrides === undefined ? {} : { overrides }),
  };
}

type Records<Item> = Record<string, Item>;

// Object.fromEntries throughout: it defines own properties, so a key "__proto__" is a key like any other.
function diffRecords<Item>(
  a: Records<Item>,
  b: Records<Item>,
): { changed: Record<string, Item>; removed: string[] } {
  const changed = Object.entries(b).filter(([key, item]) => !(Object.hasOwn(a, key) && isSame(a[key], item)));
  const removed = Object.keys(a).filter((key) => !Object.hasOwn(b, key));
  return { changed: Object.fromEntries(changed), removed };
}

function applyRecords<Item>(
  a: Records<Item>,
  changed: Records<Item>,
  removed: readonly string[],
): Record<string, Item> {
  if (Object.keys(changed).length === 0 && removed.length === 0) return a;
  const gone = new Set(removed);
  const kept = Object.entries(a).filter(([key]) => !gone.has(key));
  return Object.fromEntries([...kept, ...Object.entries(changed)]);
}

/** Structural equality of JSON values; a property that is undefined counts as absent. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = presentEntries(a);
  const right = new Map(presentEntries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
  );
}

function presentEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, inner]) => inner !== undefined);
}
