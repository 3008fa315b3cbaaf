import { RE2JS } from 're2js';

/** RE2 in linear time, unanchored; throws on a pattern it cannot compile. */
export function compileRegex(
  pattern: string,
  { ignoreCase }: { ignoreCase: boolean },
): { test(text: string): boolean } {
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return { test: (text) => compiled.test(text) };
}
