import { UsageError } from '../failure.ts';
import { describeConditions, parseConditions } from './condition-text.ts';
import { describeServe, parseServe, type ServeDraft } from './serve-text.ts';
import type { Condition, Rule } from './shapes.ts';

export interface RuleDraft {
  conditions: Condition[];
  serve: ServeDraft;
}

/** Reads `plan one-of pro, team => on`; the part behind the last `=>` is served. */
export function parseRule(text: string): RuleDraft {
  const arrow = text.lastIndexOf('=>');
  if (arrow < 0)
    throw new UsageError(
      `The rule "${text}" does not say what it serves.`,
      `Add it behind an arrow: --rule '${text} => on'.`,
    );
  const conditions = text.slice(0, arrow).trim();
  return {
    conditions: conditions === 'everyone' ? [] : parseConditions(conditions),
    serve: parseServe(text.slice(arrow + 2)),
  };
}

/** Reads `internal=on` or `beta=50% on`: a rule for one segment. */
export function parseSegmentRule(text: string): RuleDraft {
  const [segment, serve] = splitPair(text, 'SEGMENT=VARIANT, such as internal=on');
  return { conditions: [{ segment }], serve: parseServe(serve) };
}

/** `name=value` at the first `=`; `shape` says in the error what is expected. */
export function splitPair(text: string, shape: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`Cannot read "${text}".`, `Write ${shape}.`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

export function describeRule(rule: Rule): string {
  return `${describeConditions(rule.conditions)} → ${describeServe(rule.serve)}${describePeriod(rule)}`;
}

function describePeriod({ from, until }: Rule): string {
  const start = typeof from === 'number' ? ` from ${new Date(from).toISOString()}` : '';
  const end = typeof until === 'number' ? ` until ${new Date(until).toISOString()}` : '';
  return start + end;
}
