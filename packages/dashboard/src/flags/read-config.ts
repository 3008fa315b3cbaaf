import type { FlagConfig } from '@slipway/api';
import { pathText, shapeIssues } from './config-shape.ts';
import { isFlag } from './content-diff.ts';
import { readJson } from './json-places.ts';

export interface JsonProblem {
  line: number;
  message: string;
}

/** A config from its JSON; null where it cannot be read, with why. */
export function readConfig(text: string): { config: FlagConfig | null; problems: JsonProblem[] } {
  const read = readJson(text);
  if (read.kind === 'broken') return { config: null, problems: [read.problem] };
  const problems = shapeIssues(read.value).map(({ keys, message }) => ({
    line: read.lineOf(keys),
    message: keys.length === 0 ? message : `${pathText(keys)}: ${message}`,
  }));
  return {
    config: problems.length === 0 && isFlag(read.value) ? (read.value as FlagConfig) : null,
    problems,
  };
}

/** What stands in the way of saving such a text, in one line. */
export function unreadWords(text: string): string {
  const [first] = readConfig(text).problems;
  return `JSON cannot be read (line ${first?.line ?? 1})${first ? `: ${first.message}` : ''}`;
}
