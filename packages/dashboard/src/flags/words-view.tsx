import type { PartKind, Phrase } from './phrase.ts';
import css from './words-view.module.css';

/** A sentence with the names in it set apart; variants have their colour. */
export function Words({
  of: { parts },
  colours,
}: {
  of: Phrase;
  colours?: ReadonlyMap<string, string> | undefined;
}) {
  return (
    <>
      {parts.map((part, index) =>
        typeof part === 'string' ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is replaced as a whole.
          <Name key={index} {...part} colour={colours?.get(part.text)} />
        ),
      )}
    </>
  );
}

function Name({ kind, text, colour }: { kind: PartKind; text: string; colour: string | undefined }) {
  return (
    <strong className={css.name} data-kind={kind}>
      {kind === 'variant' && colour ? (
        <span className={css.dot} style={{ background: colour }} aria-hidden />
      ) : null}
      {text}
    </strong>
  );
}
