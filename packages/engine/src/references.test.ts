import { describe, expect, test } from 'vitest';
import { rulesetOf } from '../../../test/support/spec.ts';
import { prerequisiteCycle, segmentCycle, segmentReferences } from './index.ts';

function requiring(graph: Record<string, string[]>): string[] | null {
  const flags = Object.entries(graph).map(([key, keys]) => [
    key,
    { prerequisites: keys.map((flag) => ({ flag, variants: ['on'] })) },
  ]);
  return prerequisiteCycle(rulesetOf({ flags: Object.fromEntries(flags) }).flags);
}

describe('a prerequisite cycle', () => {
  test.each([
    { graph: {}, expected: null },
    { graph: { a: ['b'], b: ['c'], c: [] }, expected: null },
    { graph: { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, expected: null },
    { graph: { a: ['unknown'] }, expected: null },
    { graph: { a: ['a'] }, expected: ['a'] },
    { graph: { a: ['b'], b: ['a'] }, expected: ['a', 'b'] },
    { graph: { x: ['a'], a: ['b'], b: ['c'], c: ['a'] }, expected: ['a', 'b', 'c'] },
    { graph: { a: ['x', 'b'], x: [], b: ['y', 'a'], y: [] }, expected: ['a', 'b'] },
    { graph: { a: ['b'], b: ['b'] }, expected: ['b'] },
  ])('of $graph is $expected', ({ graph, expected }) => {
    const found = requiring(graph);

    expect(found === null ? null : rotated(found)).toEqual(expected);
  });

  test('is found among 50,000 flags without exhausting the stack', () => {
    const length = 50_000;
    const graph = Object.fromEntries(
      Array.from({ length }, (_, index) => [`f${index}`, [`f${(index + 1) % length}`]]),
    );

    expect(requiring(graph)).toHaveLength(length);
  });
});

test('a segment cycle is found in the order of containment', () => {
  const within = (segment: string) => ({ rules: [{ conditions: [{ segment }] }] });
  const { segments } = rulesetOf({ flags: {}, segments: { a: within('b'), b: within('c'), c: within('b') } });

  expect(rotated(segmentCycle(segments) ?? [])).toEqual(['b', 'c']);
});

test('segment references are named once each, in order', () => {
  const conditions = [
    { segment: 'b' },
    { attribute: 'x', operator: 'exists' as const },
    { segment: 'a', negate: true },
    { segment: 'b' },
  ];

  expect(segmentReferences({ rules: [{ conditions }, { conditions: [{ segment: 'c' }] }] })).toEqual([
    'b',
    'a',
    'c',
  ]);
});

/** The cycle with its smallest key first: where it starts is of no importance. */
function rotated(cycle: string[]): string[] {
  const start = cycle.indexOf([...cycle].sort()[0] ?? '');
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}
