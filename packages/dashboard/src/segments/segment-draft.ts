import type { SegmentContent } from '@slipway/api';
import { canonicalJson } from '@slipway/engine';

/** What one edits: of an override only the content counts. */
export interface SegmentForm {
  name: string;
  description: string;
  content: SegmentContent;
}

/** Edits that are not saved, and what they build on. */
export interface SegmentDraft {
  base: SegmentForm;
  /** Of what it builds on, to be sent as If-Match. */
  etag: string;
  mine: SegmentForm;
}

export type Side = 'mine' | 'theirs';
export type Clash = 'name' | 'description' | 'rules';

export function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** My edits on top of theirs: added and removed keys of both count; where both wrote anew, `side` decides. */
export function mergeSegments(
  { base, mine }: Pick<SegmentDraft, 'base' | 'mine'>,
  theirs: SegmentForm,
  side: Side,
): { form: SegmentForm; clashes: Clash[] } {
  const clashes: Clash[] = [];
  const choose = <T>(what: Clash, was: T, my: T, their: T): T => {
    if (isSame(my, was)) return their;
    if (isSame(their, was) || isSame(my, their)) return my;
    clashes.push(what);
    return side === 'mine' ? my : their;
  };
  const [was, my, their] = [base.content, mine.content, theirs.content];
  const form = {
    name: choose('name', base.name, mine.name, theirs.name),
    description: choose('description', base.description, mine.description, theirs.description),
    content: {
      include: mergeKeys(was.include, my.include, their.include),
      exclude: mergeKeys(was.exclude, my.exclude, their.exclude),
      rules: choose('rules', was.rules, my.rules, their.rules),
    },
  };
  return { form, clashes };
}

function mergeKeys(was: readonly string[], my: readonly string[], their: readonly string[]): string[] {
  const before = new Set(was);
  const kept = new Set(my);
  const gone = new Set(was.filter((key) => !kept.has(key)));
  return [...new Set([...their.filter((key) => !gone.has(key)), ...my.filter((key) => !before.has(key))])];
}

/** Keys with more added at the end; what is there already stays in its place. */
export function withKeys(keys: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...keys, ...added])];
}

export function withoutKeys(keys: readonly string[], removed: readonly string[]): string[] {
  const gone = new Set(removed);
  return keys.filter((key) => !gone.has(key));
}

const LONGEST_KEY = 500;
const MOST_KEYS = 100_000;

/** What is wrong with the lists of keys; null = nothing. */
export function keysProblem({
  include,
  exclude,
}: Pick<SegmentContent, 'include' | 'exclude'>): string | null {
  if ([...include, ...exclude].some((key) => key.length > LONGEST_KEY))
    return `A key has at most ${LONGEST_KEY} characters.`;
  if (include.length > MOST_KEYS || exclude.length > MOST_KEYS)
    return `A list holds at most ${MOST_KEYS.toLocaleString('en')} keys: use a condition instead.`;
  return null;
}
