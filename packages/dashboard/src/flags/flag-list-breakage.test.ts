import { expect, test } from 'vitest';
import { servingWith } from './fixtures.ts';
import { breakageOf } from './flag-list-breakage.ts';

const serving = servingWith({ kind: 'everybody', variant: 'on' });

test.each([
  { evaluations: 1_204, lastEvaluatedAt: '2026-11-24T10:00:00Z', says: '1,204 times in the last 24 hours' },
  { evaluations: 0, lastEvaluatedAt: '2026-11-02T10:00:00Z', says: 'last evaluated on 2026-11-02' },
  { evaluations: 0, lastEvaluatedAt: null, says: 'Nobody has evaluated it' },
])('given $evaluations evaluations, the last on $lastEvaluatedAt, says "$says"', ({ says, ...asked }) =>
  expect(breakageOf({ ...asked, environments: [] })[0]).toContain(says),
);

test('names where it is on, and not where it is off or killed', () => {
  const environments = [
    serving,
    { ...serving, environment: 'staging', kind: 'off' as const },
    { ...serving, environment: 'qa', kind: 'killed' as const },
  ];

  const lines = breakageOf({ evaluations: 0, lastEvaluatedAt: null, environments });

  expect(lines[1]).toBe('It is switched on in production: what it shows there ends.');
});
