import { isFlag, isSegment } from '../flags/content-diff.ts';
import { type Phrase, phraseOf, summary } from '../flags/words.ts';
import { membersWords } from '../segments/segment-words.ts';

type Content = { kind: 'flag' | 'segment'; content: unknown };

/** What a config or a segment’s content says, in one sentence. */
export function contentWords({ kind, content }: Content, now: number): Phrase {
  if (content === null) return phraseOf(['Nothing']);
  if (kind === 'segment') return isSegment(content) ? membersWords(content) : unreadable;
  return isFlag(content) ? summary(content, { now }) : unreadable;
}

const unreadable = phraseOf(['Content that this page cannot read']);
