import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/** What to give instead, for schemas that say nothing themselves. Undefined: Zod's own words. */
export function inputMessage(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'Required.' : typeMessages[issue.expected];
    case 'invalid_value':
      return issue.input === undefined ? 'Required.' : `Give ${listed(issue.values)}.`;
    case 'invalid_format':
      return formatMessages[issue.format];
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return `Give at most ${amount(issue.maximum, issue.origin)}.`;
    case 'invalid_union':
      return issue.input === undefined ? 'Required.' : 'Give one of the forms that the reference shows.';
    default:
      return undefined;
  }
}

const typeMessages: Readonly<Record<string, string>> = {
  array: 'Give a list.',
  boolean: 'Give true or false.',
  date: 'Give a time, such as 2026-11-23T12:00:00Z.',
  int: 'Give a whole number.',
  null: 'Give null.',
  number: 'Give a number.',
  object: 'Give an object.',
  record: 'Give an object.',
  string: 'Give text.',
};

const formatMessages: Readonly<Record<string, string>> = {
  date: 'Give a date, such as 2026-11-23.',
  datetime: 'Give a time, such as 2026-11-23T12:00:00Z.',
  url: 'Give a URL, such as https://slipway.example.',
  uuid: 'Give a UUID.',
};

function tooSmall({ minimum, origin }: Extract<Issue, { code: 'too_small' }>): string {
  if (origin === 'string' && Number(minimum) === 1) return 'Must not be empty.';
  return `Give at least ${amount(minimum, origin)}.`;
}

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: ['item', 'items'],
  map: ['entry', 'entries'],
  set: ['item', 'items'],
  string: ['character', 'characters'],
};

function amount(limit: number | bigint, origin: string): string {
  const unit = units[origin];
  if (!unit) return String(limit);
  return `${limit} ${Number(limit) === 1 ? unit[0] : unit[1]}`;
}

function listed(values: readonly unknown[]): string {
  const [last = '', ...others] = values.map((value) => JSON.stringify(value) ?? String(value)).reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}
