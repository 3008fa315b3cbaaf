import type { RegexCompiler } from '@slipway/engine';
import { RE2JS } from 're2js';

/** Patterns of RE2 syntax, matched in linear time whatever they and the text are. */
export const regex: RegexCompiler = (pattern, { ignoreCase }) => {
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return { test: (text) => compiled.test(text) };
};
