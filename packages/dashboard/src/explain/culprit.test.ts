import type { Change } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { changesBetween, findCulprit } from './culprit.ts';

const change = (id: number, at = id * 1000): Change => ({
  id: String(id),
  at: new Date(at).toISOString(),
  actor: { kind: 'person', id: '1', name: 'Ada' },
  action: 'set',
  subject: 'flag-config',
  key: 'f',
  environment: 'production',
  before: null,
  after: null,
  reason: null,
  origin: null,
  effects: [],
  revertOf: null,
  onBehalfOf: null,
});
const decision = (variant: string) => ({ variant, value: variant, reason: 'STATIC' });

describe('the change that made the difference', () => {
  test.each([
    { answers: ['on'], culprit: '1' },
    { answers: ['off', 'off', 'on', 'on', 'on'], culprit: '3' },
    { answers: ['off', 'off', 'off', 'on'], culprit: '4' },
    { answers: ['on', 'on', 'on'], culprit: '1' },
    { answers: ['off', 'off'], culprit: null },
    { answers: [], culprit: null },
  ])('given the answers $answers one after another, is $culprit', async ({ answers, culprit }) => {
    const changes = answers.map((_, index) => change(index + 1));

    const found = await findCulprit(changes, decision('on'), async ({ id }) =>
      decision(answers[Number(id) - 1] ?? 'none'),
    );

    expect(found?.id ?? null).toBe(culprit);
  });

  test('is found with few questions among many changes', async () => {
    const changes = Array.from({ length: 500 }, (_, index) => change(index + 1));
    let asked = 0;

    const found = await findCulprit(changes, decision('on'), async ({ id }) => {
      asked += 1;
      return decision(Number(id) >= 321 ? 'on' : 'off');
    });

    expect(found?.id).toBe('321');
    expect(asked).toBeLessThanOrEqual(10);
  });
});

test('changes between two instants come in order of time, the first instant left out', () => {
  const changes = [change(3), change(2), change(10, 3000), change(1), change(4)];

  expect(changesBetween(changes, 1000, 3000).map(({ id }) => id)).toEqual(['2', '3', '10']);
});
