import type { FlagOverview } from '@slipway/api';
import { expect, test } from 'vitest';
import { flagWith, servingWith } from './fixtures.ts';
import {
  compileFilter,
  environmentsIn,
  factsOf,
  filterRows,
  filterText,
  parseFilter,
  tokenOf,
  wantsArchived,
} from './flag-filter.ts';

const serving = servingWith();

const row = flagWith('new-checkout', {
  name: 'New checkout',
  description: 'Enrolment in one step.',
  tags: ['Web', 'enrolment'],
  owner: 'Developer one',
  environments: [serving, { ...serving, environment: 'staging', kind: 'some', source: 'override' }],
  staleness: { state: 'settled', because: 'Off for everybody.' },
});

test.each([
  { text: 'checkout', fits: true },
  { text: 'CHECKOUT one step', fits: true },
  { text: 'checkout basket', fits: false },
  { text: '"one step"', fits: true },
  { text: '"step one"', fits: false },
  { text: 'developer', fits: true },
  { text: 'tag:web', fits: true },
  { text: 'tag:web tag:enrolment', fits: true },
  { text: 'tag:web tag:player', fits: false },
  { text: 'tag:we', fits: false },
  { text: 'owner:"developer one"', fits: true },
  { text: 'owner:none', fits: false },
  { text: 'kind:release', fits: true },
  { text: 'kind:experiment kind:release', fits: true },
  { text: 'kind:experiment', fits: false },
  { text: 'stale:settled', fits: true },
  { text: 'stale:unused', fits: false },
  { text: 'env:production=off', fits: true },
  { text: 'env:production=on', fits: false },
  { text: 'env:staging=on', fits: true },
  { text: 'env:staging=some', fits: true },
  { text: 'env:staging=killed env:staging=some', fits: true },
  { text: 'env:production=off env:staging=killed', fits: false },
  { text: 'env:staging=override', fits: true },
  { text: 'env:nowhere=on', fits: false },
  { text: 'env:production=nonsense', fits: false },
  { text: 'is:archived', fits: false },
  { text: 'tag:web checkout env:production=off', fits: true },
])('given the search "$text", a flag fits: $fits', ({ text, fits }) =>
  expect(compileFilter(parseFilter(text))(row)).toBe(fits),
);

test.each([
  { piece: 'tag:', token: null },
  { piece: 'env:production', token: null },
  { piece: 'env:production=', token: null },
  { piece: 'http://x', token: null },
  { piece: 'TAG:Web', token: { field: 'tag', value: 'Web' } },
  { piece: 'owner:"Team 1"', token: { field: 'owner', value: 'Team 1' } },
])('given "$piece", it is read as $token', ({ piece, token }) => expect(tokenOf(piece)).toEqual(token));

test('a search survives being written into a link, twins once', () => {
  const text = 'tag:web owner:"Team 1" tag:web new "one step"';

  const once = filterText(parseFilter(text));

  expect(once).toBe('tag:web owner:"Team 1" new "one step"');
  expect(parseFilter(once)).toEqual(parseFilter(text));
});

test('a search says which environments and which half of the flags it needs', () => {
  const filter = parseFilter('env:production=on env:qa=killed env:qa=off is:archived');

  expect(environmentsIn(filter)).toEqual(['production', 'qa']);
  expect(wantsArchived(filter)).toBe(true);
});

test('an empty search leaves the very rows', () => {
  const rows = [row];

  expect(filterRows(rows, parseFilter('  '))).toBe(rows);
});

test('what filters may name comes from the rows, in the order of numbers', () => {
  const rows = ['team-10', 'team-2'].map((tag) => ({ ...row, tags: [tag], owner: null }));

  expect(factsOf([...rows, row], [])).toMatchObject({
    tags: ['enrolment', 'team-2', 'team-10', 'Web'],
    owners: ['Developer one'],
  });
});

/** Counts how often rows are looked at. */
function watched(count: number): { rows: FlagOverview[]; looks: () => number } {
  let looks = 0;
  const rows = Array.from(
    { length: count },
    (_, index) =>
      new Proxy(
        { ...row, key: `flag-${index}` },
        {
          get(target, name: keyof FlagOverview) {
            looks += 1;
            return target[name];
          },
        },
      ),
  );
  return { rows, looks: () => looks };
}

test('filtering twice as many flags looks at rows twice as often, and a second word costs no look', () => {
  const filter = parseFilter('flag-1 one kind:release env:staging=some');
  const [half, whole] = [watched(1_000), watched(2_000)];

  filterRows(half.rows, filter);
  filterRows(whole.rows, filter);

  expect(whole.looks()).toBe(2 * half.looks());
  expect(half.looks()).toBeLessThanOrEqual(1_000 * 8);
  const before = half.looks();
  filterRows(half.rows, parseFilter('flag-1 one two'));
  expect(half.looks()).toBe(before);
});
