import type { Environment, Serving } from '@slipway/api';
import { expect, test } from 'vitest';
import { flagWith, servingWith } from '../flags/fixtures.ts';
import { filterRows, parseFilter } from '../flags/flag-filter.ts';
import { connectedWords, happeningAt, killOrigin, queryFor, shownPlaces, summaryOf } from './live-summary.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

function flagIn(key: string, ...servings: Partial<Serving>[]) {
  return flagWith(key, { environments: servings.map(servingWith) });
}

const rows = [
  flagIn('everybody', { kind: 'everybody' }, { environment: 'staging', kind: 'killed', killedHere: true }),
  flagIn('some', { kind: 'some', nextAt: '2026-11-25T09:00:00Z' }),
  flagIn('nobody', { kind: 'nobody', nextAt: '2026-11-24T13:00:00Z' }),
  flagIn('off', { kind: 'off', nextAt: '2026-11-24T11:59:59Z' }),
  flagIn('killed', { kind: 'killed' }),
  flagIn('held', { kind: 'nobody', heldBy: 'killed', requires: ['killed'] }),
  flagIn('elsewhere', { environment: 'staging', kind: 'everybody' }),
];

test('an environment is summed up without the flags that it does not have', () => {
  const summary = summaryOf(rows, 'production', NOW);

  expect(summary).toMatchObject({ on: 3, rollingOut: 1, held: 1, off: 1, killed: ['killed'] });
});

test('schedules are told in order, and what has passed no more', () => {
  const { coming } = summaryOf(rows, 'production', NOW);

  expect(coming).toEqual([
    { flag: 'nobody', at: Date.parse('2026-11-24T13:00:00Z') },
    { flag: 'some', at: Date.parse('2026-11-25T09:00:00Z') },
  ]);
});

test.each(['production', 'staging'])('each count of %s opens as many flags as it says', (environment) => {
  const { on, rollingOut, held, off, killed } = summaryOf(rows, environment, NOW);

  const opened = (['on', 'some', 'held', 'off', 'killed'] as const).map(
    (state) => filterRows(rows, parseFilter(queryFor(environment, state))).length,
  );

  expect(opened).toEqual([on, rollingOut, held, off, killed.length]);
});

function place(key: string, over: Partial<Environment> = {}): Environment {
  return {
    key,
    name: key,
    kind: 'permanent',
    base: null,
    isProtected: false,
    approvals: 1,
    epoch: 1,
    version: 1,
    createdAt: '2026-01-01T00:00:00Z',
    run: null,
    ...over,
  };
}

test.each([
  {
    given: 'permanent ones and others',
    all: [place('production'), place('review', { kind: 'on-demand' })],
    keys: ['production'],
    wanted: undefined,
  },
  {
    given: 'no permanent one',
    all: [place('review', { kind: 'on-demand' })],
    keys: ['review'],
    wanted: ['review'],
  },
  { given: 'none', all: [], keys: [], wanted: undefined },
])('given environments, $given, it shows $keys', ({ all, keys, wanted }) => {
  const shown = shownPlaces(all);

  expect(shown.places.map(({ key }) => key)).toEqual(keys);
  expect(shown.wanted).toEqual(wanted);
});

test('no more environments are asked about than one request may name', () => {
  const all = Array.from({ length: 20 }, (_, index) => place(`review-${index}`, { kind: 'on-demand' }));

  expect(shownPlaces(all).wanted).toHaveLength(12);
});

const places = [place('production'), place('staging', { base: 'production' }), place('alone')];

test.each([
  { killedHere: ['production'], environment: 'production', origin: 'production' },
  { killedHere: ['production'], environment: 'staging', origin: 'production' },
  { killedHere: ['production', 'staging'], environment: 'staging', origin: 'staging' },
  { killedHere: ['production'], environment: 'alone', origin: null },
])('given a kill in $killedHere, what holds in $environment was made in $origin', (given) => {
  const row = flagIn('x', ...given.killedHere.map((environment) => ({ environment, killedHere: true })));

  expect(killOrigin(row, given.environment, places)).toBe(given.origin);
});

test('bases in a ring end the search for a kill', () => {
  const ring = [place('a', { base: 'b' }), place('b', { base: 'a' })];

  expect(killOrigin(flagWith('x'), 'a', ring)).toBeNull();
});

const rule = { id: 'r', conditions: [], serve: { variant: 'on' } };

test.each([
  {
    given: 'an entry that switches off',
    schedule: [{ at: 5, enabled: false }],
    rules: [],
    says: 'switches off',
  },
  {
    given: 'two entries of one instant',
    schedule: [
      { at: 5, enabled: false },
      { at: 5, enabled: true },
    ],
    rules: [],
    says: 'switches on',
  },
  {
    given: 'a rule from then on',
    schedule: [{ at: 6, enabled: false }],
    rules: [{ ...rule, from: 5 }],
    says: 'changes: a rule begins',
  },
  { given: 'a rule until then', schedule: [], rules: [{ ...rule, until: 5 }], says: 'changes: a rule ends' },
])('given $given, the flag $says', ({ schedule, rules, says }) =>
  expect(happeningAt({ schedule, rules }, 5)).toBe(says),
);

test.each([
  { connected: 0, applied: 0, look: 'off', words: 'no instance connected, version 57' },
  { connected: 1, applied: 1, look: 'on', words: '1 instance at version 57' },
  { connected: 5, applied: 5, look: 'on', words: 'all 5 instances at version 57' },
  { connected: 1_414, applied: 1_412, look: 'waiting', words: '1,412 of 1,414 instances at version 57' },
])('given $applied of $connected at the version, says "$words"', ({ connected, applied, look, words }) =>
  expect(connectedWords({ connected, applied, version: 57 })).toEqual({ look, words }),
);
