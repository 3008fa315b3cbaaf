/** Where a text stops being JSON. */
export interface SyntaxProblem {
  line: number;
  message: string;
}

export type ReadJson =
  | { kind: 'read'; value: unknown; lineOf: (path: readonly PropertyKey[]) => number }
  | { kind: 'broken'; problem: SyntaxProblem };

/** Reads JSON and remembers on which line each value stands, by its path. */
export function readJson(text: string): ReadJson {
  const scanner = createScanner(text);
  try {
    scanner.value([]);
    scanner.end();
    const value: unknown = JSON.parse(text);
    return { kind: 'read', value, lineOf: (path) => nearestLine(scanner.lines, path) };
  } catch (error) {
    const message = error instanceof Stop ? error.message : 'This is not JSON.';
    return { kind: 'broken', problem: { line: scanner.line(), message } };
  }
}

/** Of the value, or of the nearest one around it. */
function nearestLine(lines: ReadonlyMap<string, number>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const line = lines.get(keyOf(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}

function keyOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

class Stop extends Error {}

const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings hold none.
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

function createScanner(text: string) {
  const lines = new Map<string, number>();
  let at = 0;
  let counted = 0;
  let lineNumber = 1;
  const line = (): number => {
    for (; counted < at; counted++) if (text.charAt(counted) === '\n') lineNumber++;
    return lineNumber;
  };
  const space = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const take = (sign: string): boolean => {
    space();
    if (text.charAt(at) !== sign) return false;
    at++;
    return true;
  };
  const need = (sign: string, where: string): void => {
    if (!take(sign))
      throw new Stop(
        at >= text.length ? `The text ends, but ${where} needs "${sign}".` : `Put "${sign}" ${where}.`,
      );
  };
  const list = (close: string, item: (index: number) => void): void => {
    if (take(close)) return;
    let index = 0;
    do item(index++);
    while (take(','));
    if (!take(close)) throw new Stop(`Put "," or "${close}" here.`);
  };
  const property = (path: readonly PropertyKey[]): void => {
    space();
    const name = match(string);
    if (name === null) throw new Stop('Put a name in double quotes here.');
    need(':', 'behind the name');
    value([...path, String(JSON.parse(name))]);
  };
  const value = (path: readonly PropertyKey[]): void => {
    space();
    lines.set(keyOf(path), line());
    if (take('{')) list('}', () => property(path));
    else if (take('[')) list(']', (index) => value([...path, index]));
    else if (match(string) === null && match(word) === null) throw new Stop('Put a value here.');
  };
  const end = (): void => {
    space();
    if (at < text.length) throw new Stop('There is more behind the end.');
  };
  return { lines, line, value, end };
}
