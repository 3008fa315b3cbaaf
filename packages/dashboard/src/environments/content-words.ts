import { FlagConfig, SegmentContent } from '@slipway/api';
import { type Phrase, phraseOf, segmentSentences, summary } from '../flags/words.ts';

type Content = { kind: 'flag' | 'segment'; content: unknown };

/** What a config or a segment’s content says, in one sentence. */
export function contentWords({ kind, content }: Content, now: number): Phrase {
  if (content === null) return phraseOf(['Nothing']);
  if (kind === 'segment') {
    const read = SegmentContent.safeParse(content);
    return read.success ? joined(segmentSentences(read.data)) : unreadable;
  }
  const read = FlagConfig.safeParse(content);
  return read.success ? summary(read.data, { now }) : unreadable;
}

const unreadable = phraseOf(['Content that this page cannot read']);

function joined(sentences: readonly Phrase[]): Phrase {
  return phraseOf(sentences.flatMap(({ parts }, index) => (index === 0 ? [...parts] : ['. ', ...parts])));
}
