import { type Problem, ProblemError } from '@slipway/api';
import { invalidRequest, isStorable, pathText } from './input.ts';
import { syntaxErrorAt } from './json-syntax.ts';

type Errors = NonNullable<Problem['errors']>;

/**
 * Reads a JSON body; empty is undefined. Throws `malformed-json` with the place, and `invalid-request` for a key given
 * twice and for text that the database cannot store.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  const text = decode(bytes);
  if (text.trim() === '') return undefined;
  const value = parse(text);
  const errors = lint(text);
  if (errors.length > 0) throw invalidRequest(errors);
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ProblemError('malformed-json', 'The body is not UTF-8. Send JSON in UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(
      'malformed-json',
      `The body is not valid JSON at ${placeOf(syntaxErrorAt(text), text)}.`,
    );
  }
}

function placeOf(position: number, text: string): string {
  const before = text.slice(0, position).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return position >= text.length ? `${place}, where it ends too early` : place;
}

interface Container {
  /** Of an object: the keys seen. Of an array: null. */
  keys: Set<string> | null;
  /** The present key or index. */
  at: string | number;
  isKeyNext: boolean;
}

const MOST_ERRORS = 20;
/** What reads bodies later recurses. */
const DEEPEST = 100;
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/** `text` is valid JSON. One pass over its strings and brackets. */
function lint(text: string): Errors {
  const errors: Errors = [];
  const open: Container[] = [];
  for (const [part] of text.matchAll(token)) {
    const container = open.at(-1);
    if (part === '{') open.push({ keys: new Set(), at: '', isKeyNext: true });
    else if (part === '[') open.push({ keys: null, at: 0, isKeyNext: false });
    else if (part === '}' || part === ']') open.pop();
    else if (part === ',') advance(container);
    else if (part !== ':') lintString(part, open, errors);
    if (open.length > DEEPEST) return [{ path: '', message: `Nested deeper than ${DEEPEST} levels.` }];
    if (errors.length >= MOST_ERRORS) break;
  }
  return errors;
}

function advance(container: Container | undefined): void {
  if (!container) return;
  if (typeof container.at === 'number') container.at += 1;
  else container.isKeyNext = true;
}

function lintString(quoted: string, open: Container[], errors: Errors): void {
  const text: string = quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1);
  const container = open.at(-1);
  const message = container?.isKeyNext ? takeKey(container, text) : undefined;
  const path = pathText(open.map(({ at }) => at));
  if (message) errors.push({ path, message });
  if (!isStorable(text)) errors.push({ path, message: 'Must not contain U+0000 or half a surrogate pair.' });
}

function takeKey(container: Container, key: string): string | undefined {
  const isTwice = container.keys?.has(key) ?? false;
  container.keys?.add(key);
  container.at = key;
  container.isKeyNext = false;
  return isTwice ? `The key "${key}" is given twice in one object.` : undefined;
}
