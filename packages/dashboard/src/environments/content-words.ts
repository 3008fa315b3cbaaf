import { isFlag, isSegment } from '../flags/content-diff.ts';
import { type Phrase, phraseOf, segmentSentences, summary } from '../flags/words.ts';

type Content = { kind: 'flag' | 'segment'; content: unknown };

/** What a config or a segment’s content says, in one sentence. */
export function contentWords({ kind, content }: Content, now: number): Phrase {
  if (content === null) return phraseOf(['Nothing']);
  if (kind === 'segment') return isSegment(content) ? joined(segmentSentences(content)) : unreadable;
  return isFlag(content) ? summary(content, { now }) : unreadable;
}

const unreadable = phraseOf(['Content that this page cannot read']);

function joined(sentences: readonly Phrase[]): Phrase {
  return phraseOf(sentences.flatMap(({ parts }, index) => (index === 0 ? [...parts] : ['. ', ...parts])));
}
