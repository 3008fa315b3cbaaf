export type PartKind =
  | 'variant'
  | 'segment'
  | 'flag'
  | 'attribute'
  | 'value'
  | 'environment'
  | 'person'
  | 'proposal'
  | 'change';

/** A piece of a sentence; names of things keep their kind, so that a screen can set them apart. `id` where it is no name. */
export type Part = string | { readonly kind: PartKind; readonly text: string; readonly id?: string };

/** A piece of text that is plain and marked up at once. */
export interface Phrase {
  readonly text: string;
  readonly parts: readonly Part[];
}

type Hole = Phrase | Part | number;

export function phraseOf(parts: readonly Part[]): Phrase {
  return { parts, text: parts.map((part) => (typeof part === 'string' ? part : part.text)).join('') };
}

/** `` say`Everyone gets ${variantPart('on')}` `` */
export function say(strings: TemplateStringsArray, ...holes: Hole[]): Phrase {
  return phraseOf(
    strings.flatMap((text, index) => {
      const hole = holes[index];
      return [...(text === '' ? [] : [text]), ...(hole === undefined ? [] : partsOf(hole))];
    }),
  );
}

function partsOf(hole: Hole): readonly Part[] {
  if (typeof hole === 'number') return [String(hole)];
  if (typeof hole === 'string') return hole === '' ? [] : [hole];
  return 'parts' in hole ? hole.parts : [hole];
}

/** `a, b or c`. */
export function listed(items: readonly Hole[], last: 'and' | 'or'): Phrase {
  return phraseOf(
    items.flatMap((item, index) => {
      const isFirst = index === 0;
      const joint = index === items.length - 1 ? ` ${last} ` : ', ';
      return [...(isFirst ? [] : [joint]), ...partsOf(item)];
    }),
  );
}

export function together(items: readonly Phrase[], between: string): Phrase {
  return phraseOf(items.flatMap(({ parts }, index) => (index === 0 ? parts : [between, ...parts])));
}

/** With a capital at its beginning, unless that is a name. */
export function sentence({ parts }: Phrase): Phrase {
  const [first, ...rest] = parts;
  if (typeof first !== 'string') return phraseOf(parts);
  return phraseOf([first.charAt(0).toUpperCase() + first.slice(1), ...rest]);
}

/** To stand inside a sentence, such as behind a colon. */
export function lowered({ parts }: Phrase): Phrase {
  const [first, ...rest] = parts;
  if (typeof first !== 'string') return phraseOf(parts);
  return phraseOf([first.charAt(0).toLowerCase() + first.slice(1), ...rest]);
}

export const variantPart = (text: string): Part => ({ kind: 'variant', text });
export const segmentPart = (text: string): Part => ({ kind: 'segment', text });
export const flagPart = (text: string): Part => ({ kind: 'flag', text });
export const attributePart = (text: string): Part => ({ kind: 'attribute', text });
export const valuePart = (text: string): Part => ({ kind: 'value', text });
export const environmentPart = (text: string): Part => ({ kind: 'environment', text });
export const personPart = (text: string, id: string): Part => ({ kind: 'person', text, id });
export const proposalPart = (id: string): Part => ({ kind: 'proposal', text: `proposal ${id}`, id });
export const changePart = (id: string): Part => ({ kind: 'change', text: `change ${id}`, id });
