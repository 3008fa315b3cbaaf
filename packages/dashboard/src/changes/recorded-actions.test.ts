import { expect, test } from 'vitest';
import { knownActions } from './change-words.ts';

const server: Record<string, string> = import.meta.glob('../../../server/src/**/*.ts', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** Every literal that the server gives as the action of a change. */
function recordedActions(): string[] {
  const sources = Object.entries(server)
    .filter(([path]) => !path.endsWith('.test.ts'))
    .map(([, text]) => text);
  const found = sources.flatMap((text) => [
    ...[...text.matchAll(/\baction[:=]([^,;}]*(?:\|[^,;}]*)*)/g)].map(([, value]) => value ?? ''),
    ...[...text.matchAll(/const action = ([^;]*);/g)].map(([, value]) => value ?? ''),
    ...[...text.matchAll(/change\(at, [^\n]*?, ('[a-z-]+'), /g)].map(([, value]) => value ?? ''),
  ]);
  return [
    ...new Set(found.flatMap((value) => [...value.matchAll(/'([a-z-]+)'/g)].map(([, one]) => one ?? ''))),
  ];
}

test('every action that the server records has a sentence of its own', () => {
  const known = new Set(Object.values(knownActions).flat());

  const recorded = recordedActions();

  expect(recorded.length).toBeGreaterThan(25);
  expect(recorded.filter((action) => !known.has(action))).toEqual([]);
});
