import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseBlueprint } from './parse.ts';
import { buildKeys, fileKeys, type KeyPolicy, serviceKeys } from './policy.ts';

const guide = new URL('../../../../docs/guide/blueprints.md', import.meta.url);

const all: [string, KeyPolicy][] = [
  ...Object.entries(fileKeys).map(([key, policy]): [string, KeyPolicy] => [`${key} (top level)`, policy]),
  ...Object.entries(serviceKeys),
  ...Object.entries(buildKeys).map(([key, policy]): [string, KeyPolicy] => [`build.${key}`, policy]),
];

function named(treatment: KeyPolicy['process']): [string, KeyPolicy][] {
  return all.filter(([, policy]) => policy.process === treatment);
}

function rows(treatment: 'honoured' | 'refused' | 'judged'): string {
  return named(treatment)
    .map(([key, { because }]) => `| \`${key}\` | ${because || '–'} |`)
    .join('\n');
}

function keys(treatment: 'ignored' | 'passed-over'): string {
  return named(treatment)
    .map(([key]) => `\`${key}\``)
    .join(', ');
}

test.each([
  { what: 'what is honoured', text: rows('honoured') },
  { what: 'what is refused by name', text: rows('refused') },
  { what: 'what is refused for some values', text: rows('judged') },
  { what: 'what is ignored with a warning', text: keys('ignored') },
  { what: 'what is passed over', text: keys('passed-over') },
])('the guide says $what', async ({ text }) => {
  expect(await readFile(guide, 'utf8')).toContain(text);
});

test('the guide’s file can be run', async () => {
  const [, file = ''] = /```yaml\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8')) ?? [];

  expect(parseBlueprint(file, 'compose.yaml').findings).toEqual([]);
});
