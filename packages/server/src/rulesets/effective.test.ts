import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectiveStates, type OwnState, sourceOf } from './effective.ts';
import { inLockOrder, nearestOf, type Place, withDescendants } from './tree.ts';

function place(id: number, baseId: number | null, depth: number): Place {
  return { id, key: `e${id}`, kind: 'permanent', baseId, depth };
}

/** 1 ← 2 ← 3, and 4 alone. */
const places = [place(3, 2, 2), place(1, null, 0), place(4, null, 0), place(2, 1, 1)];

type Own = Record<number, OwnState<string>>;

function statesOf(own: Own) {
  const entries = Object.entries(own).map(([id, state]) => [Number(id), state] as const);
  return effectiveStates(places, new Map(entries), 'default');
}

const rows: { given: string; own: Own; expected: Record<number, [string, number | null, number | null]> }[] =
  [
    {
      given: 'nothing of its own anywhere',
      own: {},
      expected: { 1: ['default', null, null], 3: ['default', null, null], 4: ['default', null, null] },
    },
    {
      given: 'a config at the root',
      own: { 1: { config: 'a', killed: false } },
      expected: { 1: ['a', 1, null], 2: ['a', 1, null], 3: ['a', 1, null], 4: ['default', null, null] },
    },
    {
      given: 'an override in the middle',
      own: { 1: { config: 'a', killed: false }, 2: { config: 'b', killed: false } },
      expected: { 1: ['a', 1, null], 2: ['b', 2, null], 3: ['b', 2, null] },
    },
    {
      given: 'a kill at the root',
      own: { 1: { config: 'a', killed: true } },
      expected: { 1: ['a', 1, 1], 2: ['a', 1, 1], 3: ['a', 1, 1], 4: ['default', null, null] },
    },
    {
      given: 'a kill at the root and an override below',
      own: { 1: { config: 'a', killed: true }, 2: { config: 'b', killed: false } },
      expected: { 1: ['a', 1, 1], 2: ['b', 2, null], 3: ['b', 2, null] },
    },
    {
      given: 'a kill without a config in the middle',
      own: { 1: { config: 'a', killed: false }, 2: { config: null, killed: true } },
      expected: { 1: ['a', 1, null], 2: ['a', 1, 2], 3: ['a', 1, 2] },
    },
    {
      given: 'kills at two levels',
      own: { 1: { config: null, killed: true }, 2: { config: null, killed: true } },
      expected: { 1: ['default', null, 1], 2: ['default', null, 2], 3: ['default', null, 2] },
    },
  ];

test.each(rows)('given $given, each environment has its config and kill from the right place', (row) => {
  const states = statesOf(row.own);

  for (const [id, [config, configFrom, killedFrom]] of Object.entries(row.expected))
    expect(states.get(Number(id))).toEqual({ config, configFrom, killed: killedFrom !== null, killedFrom });
});

test('the source says whose config it is', () => {
  const states = statesOf({ 2: { config: 'b', killed: false } });

  const sources = [1, 2, 3].map((id) => sourceOf(id, states.get(id) ?? expect.fail('no state')));

  expect(sources).toEqual(['default', 'override', 'base']);
});

/** Trees in which each environment may have any earlier one as its base. */
const trees: fc.Arbitrary<Place[]> = fc
  .array(fc.option(fc.nat(), { nil: null }), { minLength: 1, maxLength: 12 })
  .map((bases) => {
    const grown: Place[] = [];
    for (const [index, pick] of bases.entries()) {
      const base = pick === null || grown.length === 0 ? undefined : grown[pick % grown.length];
      grown.push(place(index + 1, base?.id ?? null, base ? base.depth + 1 : 0));
    }
    return grown;
  });

const owns: fc.Arbitrary<(OwnState<string> | null)[]> = fc.array(
  fc.option(fc.record({ config: fc.option(fc.string(), { nil: null }), killed: fc.boolean() }), {
    nil: null,
  }),
  { minLength: 12, maxLength: 12 },
);

function ownMap(tree: readonly Place[], own: readonly (OwnState<string> | null)[]) {
  return new Map(tree.flatMap(({ id }) => (own[id] ? [[id, own[id]] as const] : [])));
}

describe('laws of the overlay', () => {
  test('an environment has its own config, else exactly its base’s', () => {
    fc.assert(
      fc.property(trees, owns, (tree, own) => {
        const mine = ownMap(tree, own);
        const states = effectiveStates(tree, mine, 'default');
        return tree.every(({ id, baseId }) => {
          const expected = mine.get(id)?.config ?? (baseId === null ? 'default' : states.get(baseId)?.config);
          return states.get(id)?.config === expected;
        });
      }),
    );
  });

  test('killed is: killed here, or killed in the base that the config comes from', () => {
    fc.assert(
      fc.property(trees, owns, (tree, own) => {
        const mine = ownMap(tree, own);
        const states = effectiveStates(tree, mine, 'default');
        return tree.every(({ id, baseId }) => {
          const inherits = (mine.get(id)?.config ?? null) === null && baseId !== null;
          const expected =
            (mine.get(id)?.killed ?? false) || (inherits && (states.get(baseId)?.killed ?? false));
          return states.get(id)?.killed === expected;
        });
      }),
    );
  });

  test('the order in which environments are given makes no difference', () => {
    fc.assert(
      fc.property(trees, owns, (tree, own) => {
        const mine = ownMap(tree, own);
        const forwards = effectiveStates(tree, mine, 'default');
        const backwards = effectiveStates([...tree].reverse(), mine, 'default');
        return tree.every(({ id }) => forwards.get(id)?.config === backwards.get(id)?.config);
      }),
    );
  });

  test('a change in one environment reaches nothing but itself and what inherits from it', () => {
    fc.assert(
      fc.property(trees, owns, fc.nat(), (tree, own, pick) => {
        const { id } = tree[pick % tree.length] ?? place(1, null, 0);
        const before = effectiveStates(tree, ownMap(tree, own), 'default');
        const changed = ownMap(tree, own).set(id, { config: 'changed', killed: true });
        const after = effectiveStates(tree, changed, 'default');
        const reached = new Set(withDescendants(tree, [id]).map((below) => below.id));
        return tree.every(
          ({ id: each }) =>
            reached.has(each) ||
            before.get(each) === undefined ||
            JSON.stringify(before.get(each)) === JSON.stringify(after.get(each)),
        );
      }),
    );
  });
});

test('locks are taken from the bases down, then by id', () => {
  expect(inLockOrder(places).map(({ id }) => id)).toEqual([1, 4, 2, 3]);
});

test('an environment comes with everything below it', () => {
  expect(withDescendants(places, [2]).map(({ id }) => id)).toEqual([2, 3]);
  expect(withDescendants(places, [1, 4]).map(({ id }) => id)).toEqual([1, 4, 2, 3]);
});

test('of several changes the nearest above has caused an effect', () => {
  expect(nearestOf(places, 3, new Set([1, 2]))).toBe(2);
  expect(nearestOf(places, 3, new Set([1]))).toBe(1);
  expect(nearestOf(places, 4, new Set([1]))).toBeNull();
});
