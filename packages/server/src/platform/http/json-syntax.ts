/** RFC 8259's tokens, each matched where it must begin. */
const blank = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in strings.
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Wanted = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

interface Step {
  at: number;
  wanted: Wanted;
}

/** Where the text first departs from JSON; its length if it only ends too early. V8 tells it of long texts only. */
export function syntaxErrorAt(text: string): number {
  const open: string[] = [];
  let step: Step = { at: 0, wanted: 'value' };
  for (;;) {
    const at = endOf(blank, text, step.at) ?? step.at;
    if (at >= text.length) return text.length;
    const next = take(text, at, step.wanted, open);
    if (!next) return at;
    step = next;
  }
}

function take(text: string, at: number, wanted: Wanted, open: string[]): Step | undefined {
  const sign = text.charAt(at);
  if (wanted === 'colon') return sign === ':' ? { at: at + 1, wanted: 'value' } : undefined;
  if (wanted.endsWith('end') && isClosing(sign, open)) return close(at, open);
  if (wanted === 'comma or end')
    return sign === ',' ? { at: at + 1, wanted: isInObject(open) ? 'key' : 'value' } : undefined;
  if (wanted.startsWith('key')) return after(endOf(string, text, at), 'colon');
  if (wanted.startsWith('value')) return takeValue(text, at, sign, open);
  return undefined;
}

function takeValue(text: string, at: number, sign: string, open: string[]): Step | undefined {
  if (sign !== '{' && sign !== '[')
    return after(endOf(string, text, at) ?? endOf(scalar, text, at), rest(open));
  open.push(sign);
  return { at: at + 1, wanted: sign === '{' ? 'key or end' : 'value or end' };
}

function isClosing(sign: string, open: readonly string[]): boolean {
  return open.length > 0 && sign === (isInObject(open) ? '}' : ']');
}

function close(at: number, open: string[]): Step {
  open.pop();
  return { at: at + 1, wanted: rest(open) };
}

function rest(open: readonly string[]): Wanted {
  return open.length === 0 ? 'nothing' : 'comma or end';
}

function isInObject(open: readonly string[]): boolean {
  return open.at(-1) === '{';
}

function after(at: number | undefined, wanted: Wanted): Step | undefined {
  return at === undefined ? undefined : { at, wanted };
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
