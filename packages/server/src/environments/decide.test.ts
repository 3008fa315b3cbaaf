import { describe, expect, test } from 'vitest';
import type { OwnState, Place } from '../rulesets/index.ts';
import { baseRefusal, killsToCarry, rebased } from './decide.ts';

function place(id: number, baseId: number | null, depth: number): Place {
  return { id, key: `e${id}`, kind: 'permanent', baseId, depth };
}

const root = place(1, null, 0);
const middle = place(2, 1, 1);
const leaf = place(3, 2, 2);
const other = place(4, null, 0);
const tree = [root, middle, leaf, other];

test.each([
  { given: 'none', place: middle, base: null, says: null },
  { given: 'another root', place: middle, base: other, says: null },
  { given: 'its present base', place: middle, base: root, says: null },
  { given: 'itself', place: middle, base: middle, says: 'its own base' },
  { given: 'one below it', place: root, base: leaf, says: 'inherits from "e1"' },
])('$given as a base', ({ place: of, base, says }) => {
  const refusal = baseRefusal(tree, of, base);

  if (says === null) expect(refusal).toBeNull();
  else expect(refusal).toContain(says);
});

test('what inherits from a moved environment moves along', () => {
  const moved = rebased(tree, middle, null);

  expect(moved.find(({ id }) => id === 2)).toMatchObject({ baseId: null, depth: 0 });
  expect(moved.find(({ id }) => id === 3)).toMatchObject({ baseId: 2, depth: 1 });
  expect(moved.find(({ id }) => id === 1)).toEqual(root);
});

describe('kills that a change of base would lose', () => {
  const kill = { config: null, killed: true };
  const rows: { given: string; own: Record<number, OwnState<true>>; base: Place | null; carried: boolean }[] =
    [
      { given: 'inherited from the base that it leaves', own: { 1: kill }, base: null, carried: true },
      {
        given: 'inherited, and the new base is killed too',
        own: { 1: kill, 4: kill },
        base: other,
        carried: false,
      },
      { given: 'its own', own: { 2: kill }, base: null, carried: false },
      {
        given: 'shielded by an override',
        own: { 1: kill, 2: { config: true, killed: false } },
        base: null,
        carried: false,
      },
      { given: 'only in the new base', own: { 4: kill }, base: other, carried: false },
    ];

  test.each(rows)('a kill $given is carried over: $carried', ({ own, base, carried }) => {
    const flag = { own: new Map(Object.entries(own).map(([id, state]) => [Number(id), state])) };

    const kills = killsToCarry(tree, rebased(tree, middle, base), middle.id, [flag]);

    expect(kills).toEqual(carried ? [flag] : []);
  });
});
