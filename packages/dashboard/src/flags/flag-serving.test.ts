import type { FlagConfig, FlagState, Proposal } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { killedIn, servingOf, stateWords, waitingFor } from './flag-serving.ts';
import { withMe } from './on-for-me.ts';

const now = 1_795_500_000_000;

function config(over: Partial<FlagConfig> = {}): FlagConfig {
  return {
    enabled: true,
    schedule: [],
    offVariant: 'off',
    safeVariant: null,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: 'on' },
    ...over,
  };
}

function state(over: Partial<FlagConfig> = {}, killed = false): FlagState {
  return {
    flag: 'f',
    environment: 'production',
    environmentKind: 'permanent',
    version: 3,
    source: 'override',
    inheritedFrom: null,
    killed,
    killedHere: killed,
    enabledNow: true,
    config: config(over),
  };
}

const tenth: FlagConfig['fallthrough'] = {
  split: {
    by: 'targetingKey',
    salt: 's',
    algorithm: 1,
    weights: [
      ['on', 10_000],
      ['off', 90_000],
    ],
  },
};
const me = { person: 'p1', key: 'u7', variant: 'on', until: now + 1000 };
const everybodyOff = { id: 'r1', conditions: [], serve: { variant: 'off' } };

describe('a state in few words', () => {
  test.each([
    { words: 'on', given: state() },
    { words: 'off', given: state({ enabled: false }) },
    { words: 'killed', given: state({}, true) },
    { words: 'on 10 %', given: state({ fallthrough: tenth }) },
    { words: 'on for nobody', given: state({ fallthrough: { variant: 'off' } }) },
    { words: 'on for nobody', given: state({ rules: [everybodyOff] }) },
    { words: 'on', given: state({ rules: [{ ...everybodyOff, until: now }] }) },
    { words: 'off', given: state({ schedule: [{ at: now, enabled: false }] }) },
    { words: 'on for most', given: state({ prerequisites: [{ flag: 'g', variants: ['on'] }] }) },
  ])('reads "$words"', ({ words, given }) => expect(stateWords(given, now).words).toBe(words));

  test('given a flag that is on for one person only, says so', () => {
    const words = stateWords(state(withMe(config({ enabled: false }), me, now)), now);

    expect(words).toEqual({ look: 'rolling-out', words: 'on for 1 person only' });
  });

  test.each([
    { words: 'held by cart', given: state({ fallthrough: tenth }) },
    { words: 'held by cart', given: state({ fallthrough: { variant: 'off' } }) },
    { words: 'off', given: state({ enabled: false }) },
    { words: 'killed', given: state({}, true) },
    { words: 'held by cart', given: state(withMe(config({ enabled: false }), me, now)) },
  ])('of a flag that a required one holds reads "$words"', ({ words, given }) =>
    expect(stateWords(given, now, 'cart').words).toBe(words),
  );

  test('counts keys one by one', () => {
    const targets = [{ variant: 'on', keys: ['a', 'b'] }];

    expect(servingOf(state({ targets, fallthrough: { variant: 'off' } }), '', now)).toMatchObject({
      kind: 'some',
      targets: 2,
      share: 0,
    });
  });
});

const places = [
  { key: 'production', base: null },
  { key: 'review', base: 'staging' },
  { key: 'staging', base: null },
  { key: 'deep', base: 'review' },
];

describe('where a kill was made', () => {
  test.each([
    { given: 'none', killed: [], from: null },
    { given: 'one here', killed: ['review', 'staging'], from: 'review' },
    { given: 'one in the base', killed: ['staging'], from: 'staging' },
    { given: 'one elsewhere', killed: ['production'], from: null },
  ])('given $given', ({ killed, from }) => {
    const states = places.map(({ key }) => ({ environment: key, killedHere: killed.includes(key) }));

    expect(killedIn('review', states, places)).toBe(from);
  });
});

test('proposals that would change a flag by way of something else are found too', () => {
  const proposal = (id: string, over: Partial<Proposal>): Proposal =>
    ({ id, params: {}, effects: [], ...over }) as unknown as Proposal;
  const effect = { environment: 'production', isProtected: true, before: null, after: null };

  const found = waitingFor(
    [
      proposal('1', { params: { flag: 'f', environment: 'production' } }),
      proposal('2', { params: { flag: 'f', environment: 'staging' } }),
      proposal('3', { effects: [{ ...effect, kind: 'flag', key: 'f' }] }),
      proposal('4', { effects: [{ ...effect, kind: 'segment', key: 'f' }] }),
    ],
    'f',
    'production',
  );

  expect(found.map(({ id }) => id)).toEqual(['1', '3']);
});
