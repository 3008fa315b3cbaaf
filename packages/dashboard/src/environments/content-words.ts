import { type Phrase, phraseOf, segmentSentences, summary } from '../flags/words.ts';
import { asFlagConfig, asSegmentContent } from './content-shapes.ts';

type Content = { kind: 'flag' | 'segment'; content: unknown };

/** What a config or a segment’s content says, in one sentence. */
export function contentWords({ kind, content }: Content, now: number): Phrase {
  if (content === null) return phraseOf(['Nothing']);
  if (kind === 'segment') {
    const segment = asSegmentContent(content);
    return segment ? joined(segmentSentences(segment)) : unreadable;
  }
  const config = asFlagConfig(content);
  return config ? summary(config, { now }) : unreadable;
}

const unreadable = phraseOf(['Content that this page cannot read']);

function joined(sentences: readonly Phrase[]): Phrase {
  return phraseOf(sentences.flatMap(({ parts }, index) => (index === 0 ? [...parts] : ['. ', ...parts])));
}
