import type { Said } from './report.ts';

export interface InterpolationProblem extends Said {
  /** Which variable is missing; null: the text itself is wrong. */
  variable: string | null;
}

/** `problems` says each variable that is missing, or what is wrong with the text. */
export class InterpolationError extends Error {
  readonly problems: readonly InterpolationProblem[];

  constructor(problems: readonly InterpolationProblem[]) {
    super(problems.map(({ message, remedy }) => `${message} ${remedy}`).join(' '));
    this.name = 'InterpolationError';
    this.problems = problems;
  }
}

type Operator = '' | '-' | ':-' | '?' | ':?' | '+' | ':+';
type Part = string | { name: string; operator: Operator; word: readonly Part[] };

const DEEPEST = 10;

/**
 * Puts variables into a text by Compose’s rules: `$A`, `${A}`, `${A:-word}`, `${A-word}`, `${A:?why}`, `${A?why}`,
 * `${A:+word}`, `${A+word}`, `$$` for one dollar sign. Stricter in one thing: what is not set and has no default is a
 * problem, not an empty text. Pure; throws `InterpolationError` and nothing else.
 */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  const problems: InterpolationProblem[] = [];
  const put = putIn(read(text, problems), values, problems);
  if (problems.length > 0) throw new InterpolationError(problems);
  return put;
}

/** What is wrong with a text whatever is set. */
export function templateProblems(text: string): readonly InterpolationProblem[] {
  const problems: InterpolationProblem[] = [];
  read(text, problems);
  return problems;
}

function putIn(
  parts: readonly Part[],
  values: Readonly<Record<string, string>>,
  problems: InterpolationProblem[],
): string {
  return parts.map((part) => (typeof part === 'string' ? part : textOf(part, values, problems))).join('');
}

function textOf(
  { name, operator, word }: Exclude<Part, string>,
  values: Readonly<Record<string, string>>,
  problems: InterpolationProblem[],
): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  const isThere = value !== undefined && !(operator.startsWith(':') && value === '');
  const other = (): string => putIn(word, values, problems);
  if (operator.endsWith('+')) return isThere ? other() : '';
  if (isThere) return value;
  if (operator.endsWith('-')) return other();
  problems.push(missing(name, operator === '' ? '' : other()));
  return '';
}

function missing(name: string, why: string): InterpolationProblem {
  return {
    variable: name,
    message: `The variable "${name}" is not set${why === '' ? '.' : `: ${why}`}`,
    remedy: `Set it for the project, the service or the environment (slipway variable set ${name}), or write a default: \${${name}:-…}.`,
  };
}

interface Cursor {
  readonly text: string;
  readonly problems: InterpolationProblem[];
  at: number;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-?+]/y;

function read(text: string, problems: InterpolationProblem[]): Part[] {
  return readUntil({ text, problems, at: 0 }, false, 0);
}

function readUntil(cursor: Cursor, isWord: boolean, depth: number): Part[] {
  const parts: Part[] = [];
  const { text } = cursor;
  while (cursor.at < text.length && !(isWord && text[cursor.at] === '}')) {
    if (text[cursor.at] === '$') parts.push(readDollar(cursor, depth));
    else parts.push(readPlain(cursor, isWord));
  }
  return parts;
}

function readPlain(cursor: Cursor, isWord: boolean): string {
  const start = cursor.at;
  const { text } = cursor;
  while (cursor.at < text.length && text[cursor.at] !== '$' && !(isWord && text[cursor.at] === '}'))
    cursor.at += 1;
  return text.slice(start, cursor.at);
}

function readDollar(cursor: Cursor, depth: number): Part {
  cursor.at += 1;
  const next = cursor.text[cursor.at];
  if (next === '$') {
    cursor.at += 1;
    return '$';
  }
  if (next === '{') return readBraces(cursor, depth);
  const name = take(cursor, NAME);
  return name === null ? wrong(cursor, '"$" stands before no name.') : { name, operator: '', word: [] };
}

function readBraces(cursor: Cursor, depth: number): Part {
  cursor.at += 1;
  const name = take(cursor, NAME);
  if (name === null) return wrong(cursor, '"${" stands before no name.');
  if (depth >= DEEPEST) return wrong(cursor, `"\${${name}" is nested too deeply.`);
  const operator = (take(cursor, OPERATOR) ?? '') as Operator;
  const word = operator === '' ? [] : readUntil(cursor, true, depth + 1);
  if (cursor.text[cursor.at] !== '}') return wrong(cursor, `"\${${name}" is not closed by "}".`);
  cursor.at += 1;
  return { name, operator, word };
}

function wrong(cursor: Cursor, message: string): string {
  const remedy = `Write $\{NAME}, $\{NAME:-default}, or $$ for a dollar sign.`;
  if (cursor.problems.length === 0) cursor.problems.push({ variable: null, message, remedy });
  return '';
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? null;
  if (found !== null) cursor.at += found.length;
  return found;
}
