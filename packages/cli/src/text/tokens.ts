import { UsageError } from '../failure.ts';

/** `quoted` text never counts as a keyword, an operator or a number. */
export interface Token {
  kind: 'word' | 'quoted' | 'comma' | 'open' | 'close';
  text: string;
}

const pattern =
  /\s*(?:(?<double>"(?:[^"\\]|\\.)*")|'(?<single>[^']*)'|(?<comma>,)|(?<open>\()|(?<close>\))|(?<word>[^\s,"'()][^\s,"()]*))/y;

/** Words, quoted strings ("…" with JSON escapes, '…' as is), commas and parentheses. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const reader = new RegExp(pattern);
  const end = text.trimEnd().length;
  while (reader.lastIndex < end) {
    const at = reader.lastIndex;
    const groups = reader.exec(text)?.groups;
    if (groups === undefined)
      throw new UsageError(`Cannot read ${text.slice(at).trim()}: a quote is not closed.`);
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>): Token {
  const { double, single, comma, open, close, word } = groups;
  if (double !== undefined) return { kind: 'quoted', text: unquote(double) };
  if (single !== undefined) return { kind: 'quoted', text: single };
  if (comma !== undefined) return { kind: 'comma', text: comma };
  if (open !== undefined) return { kind: 'open', text: open };
  if (close !== undefined) return { kind: 'close', text: close };
  return { kind: 'word', text: word ?? '' };
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw new UsageError(`Cannot read ${text}: inside "…" write a backslash as \\\\, or use '…'.`);
  }
}
