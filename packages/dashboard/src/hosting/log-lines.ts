export interface LogLine {
  /** Grows with each line: what React tells lines apart by. */
  id: number;
  source: string;
  text: string;
}

/** More would make a page slow; the command line has them all. */
export const MOST_LINES = 5_000;

/** Newest last; the oldest go when there are too many. */
export function withLines(before: readonly LogLine[], more: readonly LogLine[]): LogLine[] {
  return [...before, ...more].slice(-MOST_LINES);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const COLOURS = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** Without the colours that programs write for terminals. */
export function plainText(text: string): string {
  return text.replace(COLOURS, '');
}

/** A text in parts: those that were searched for are marked. */
export function marked(text: string, wanted: string): { text: string; isFound: boolean }[] {
  const needle = wanted.toLowerCase();
  if (needle === '') return [{ text, isFound: false }];
  const parts: { text: string; isFound: boolean }[] = [];
  const hay = text.toLowerCase();
  let at = 0;
  for (let found = hay.indexOf(needle); found >= 0; found = hay.indexOf(needle, at)) {
    if (found > at) parts.push({ text: text.slice(at, found), isFound: false });
    at = found + needle.length;
    parts.push({ text: text.slice(found, at), isFound: true });
  }
  if (at < text.length) parts.push({ text: text.slice(at), isFound: false });
  return parts;
}

/** Lines that have what is searched for. */
export function found(lines: readonly LogLine[], wanted: string): LogLine[] {
  const needle = wanted.toLowerCase();
  return needle === '' ? [...lines] : lines.filter(({ text }) => text.toLowerCase().includes(needle));
}

/** As it is copied. */
export function asText(lines: readonly LogLine[]): string {
  const isMixed = new Set(lines.map(({ source }) => source)).size > 1;
  return lines.map(({ source, text }) => (isMixed ? `${source} | ${text}` : text)).join('\n');
}
