import type { FlagState, Segment, SegmentContent, SegmentState } from '@slipway/api';
import type { Segment as EngineSegment } from '@slipway/engine';
import { countText } from '../environments/environment-words.ts';
import { type Phrase, say, sentence, together } from '../flags/phrase.ts';
import { keysWords, ruleAudience } from '../flags/serve-words.ts';

/** "2 keys, 1 rule", "nobody". */
export function sizeWords({ include, exclude, rules }: SegmentContent): string {
  const parts = [
    ...(include.length > 0 ? [countText(include.length, 'key', 'keys')] : []),
    ...(rules.length > 0 ? [countText(rules.length, 'rule', 'rules')] : []),
    ...(exclude.length > 0 ? [`${exclude.length.toLocaleString('en')} left out`] : []),
  ];
  return include.length + rules.length === 0 ? 'nobody' : parts.join(', ');
}

type Members = Segment['content'] | EngineSegment;

/** Who belongs to it, in one line: "Everyone whose email ends with @academy.example, and u7". */
export function membersWords({ include, exclude, rules }: Members): Phrase {
  const audiences = rules.map(({ conditions }) => ruleAudience(conditions));
  const who = [...audiences, ...(include.length > 0 ? [keysWords(include)] : [])];
  if (who.length === 0) return say`Nobody`;
  const but = exclude.length > 0 ? say`, but never ${keysWords(exclude)}` : say``;
  return sentence(say`${together(who, ', and ')}${but}`);
}

/** Where a segment’s content in an environment comes from. */
export function sourceWords(
  { source, inheritedFrom }: Pick<SegmentState, 'source' | 'inheritedFrom'>,
  nameOf: (environment: string) => string,
): string {
  if (source === 'override') return 'Its own';
  if (source === 'base' && inheritedFrom !== null) return `As in ${nameOf(inheritedFrom)}`;
  return 'As defined';
}

type State = Pick<FlagState, 'flag' | 'config'>;

/** Flags whose rules ask for a segment, by segment. */
export function usesOf(states: readonly State[]): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  for (const { flag, config } of states) {
    const conditions = config.rules.flatMap((rule) => rule.conditions);
    const named = new Set(conditions.flatMap((one) => ('segment' in one ? [one.segment] : [])));
    for (const key of named) uses.set(key, [...(uses.get(key) ?? []), flag]);
  }
  return uses;
}

/** Segments whose rules ask for this one. */
export function segmentsUsing(segments: readonly Pick<Segment, 'key' | 'content'>[], key: string): string[] {
  return segments
    .filter(({ content }) =>
      content.rules.some(({ conditions }) =>
        conditions.some((one) => 'segment' in one && one.segment === key),
      ),
    )
    .map((segment) => segment.key);
}

/** Why a key cannot be used; null when it can. */
export function keyProblem(key: string, taken: ReadonlySet<string>): string | null {
  if (key === '') return null;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(key))
    return 'Use 1–100 letters, digits, ".", "_" and "-", starting with a letter or digit.';
  return taken.has(key) ? `There is a segment "${key}" already.` : null;
}
