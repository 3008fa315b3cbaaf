const ESCAPE = '\u001b';
const colours = new RegExp(`${ESCAPE}\\[\\d{1,2}m`, 'g');

/** Every control and bidirectional formatting character could move the reader's cursor or forge lines. */
const controls = new RegExp(`${colours.source}|[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]`, 'gu');

/** Text from elsewhere made harmless for a terminal; line feeds and, where wanted, our own colours stay. */
export function printable(text: string, isColoured: boolean): string {
  return text.replace(controls, (found) =>
    found === '\n' || (found.length > 1 && isColoured) ? found : '\uFFFD',
  );
}

/** Characters that the text takes on the screen. */
export function widthOf(text: string): number {
  return [...text.replace(colours, '')].length;
}
