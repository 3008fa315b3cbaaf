import { Place } from '../changes/change-row.tsx';
import type { Phrase } from '../flags/phrase.ts';

/** A sentence within a link: its names are set apart and lead nowhere of their own. */
export function PlainWords({ of: { parts }, project }: { of: Phrase; project: string }) {
  return parts.map((part, index) => {
    if (typeof part === 'string') return part;
    const { kind, text } = part;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is replaced as a whole.
      <strong key={index}>
        {kind === 'environment' ? <Place project={project} environment={text} /> : text}
      </strong>
    );
  });
}
