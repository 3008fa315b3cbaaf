import type { Proposal } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import type { May } from '../app/session.tsx';
import { byPlace, effectDifferences, effectTitle } from './effect-words.ts';
import { countedIn, inboxOf, protectedIn, standingOf } from './standing.ts';
import { approvalsWords, meaningOf } from './state-words.ts';

const ada = { kind: 'person', id: '1', name: 'Ada' } as const;
const ben = { kind: 'person', id: '2', name: 'Ben' } as const;
const at = '2026-11-23T10:00:00.000Z';
const effect = (environment: string, isProtected = true): Proposal['effects'][number] => ({
  environment,
  isProtected,
  kind: 'flag',
  key: 'new-checkout',
  before: null,
  after: null,
});

function proposal(rest: Partial<Proposal> = {}): Proposal {
  return {
    id: '3',
    state: 'open',
    author: ben,
    endpoint: 'switchFlag',
    params: {},
    body: null,
    effects: [effect('production')],
    hash: 'abc',
    approvals: [],
    required: 1,
    reason: null,
    note: null,
    createdAt: at,
    endedAt: null,
    ...rest,
  };
}

const everything: May = () => true;
const nothing: May = () => false;
const onlyIn =
  (...places: string[]): May =>
  (_, { environment } = {}) =>
    environment !== undefined && places.includes(environment);

describe('who may decide', () => {
  test.each([
    { given: 'everything', may: everything, isAllowed: true },
    { given: 'nothing', may: nothing, isAllowed: false },
    { given: 'approving in one of two protected environments', may: onlyIn('production'), isAllowed: false },
    { given: 'approving in both', may: onlyIn('production', 'shop'), isAllowed: true },
  ])('of whoever may do $given', ({ may, isAllowed }) => {
    const two = proposal({ effects: [effect('production'), effect('shop'), effect('staging', false)] });

    expect(standingOf(two, ada, may).refusal === null).toBe(isAllowed);
  });

  test('a token with the number of the author is somebody else', () => {
    expect(standingOf(proposal(), { kind: 'token', id: ben.id }, everything).isMine).toBe(false);
    expect(standingOf(proposal(), ben, everything).isMine).toBe(true);
  });

  test('only approvals that still count are counted', () => {
    const two = proposal({
      required: 2,
      approvals: [
        { by: ada, at, isCounted: true },
        { by: ben, at, isCounted: false },
      ],
    });

    expect(countedIn(two)).toBe(1);
    expect(approvalsWords(two)).toBe('1 of 2 approvals');
  });
});

describe('the inbox', () => {
  const mine = proposal({ id: '1', author: ada });
  const approved = proposal({ id: '2', approvals: [{ by: ada, at, isCounted: true }], required: 2 });
  const young = proposal({ id: '3', createdAt: '2026-11-23T12:00:00.000Z' });
  const old = proposal({ id: '4', createdAt: '2026-11-22T12:00:00.000Z' });

  test('has what one may approve first, the oldest on top', () => {
    const { waiting, mine: own, others } = inboxOf([young, mine, approved, old], ada, everything);

    expect(waiting.map(({ id }) => id)).toEqual(['4', '3']);
    expect(own.map(({ id }) => id)).toEqual(['1']);
    expect(others.map(({ id }) => id)).toEqual(['2']);
  });

  test('has nothing to approve for whoever may not', () => {
    expect(inboxOf([young, old], ada, nothing).waiting).toEqual([]);
  });
});

describe('effects', () => {
  test('are grouped by environment, protected ones first', () => {
    const places = byPlace([effect('staging', false), effect('production'), effect('staging', false)]);

    expect(places.map(({ environment, effects }) => [environment, effects.length])).toEqual([
      ['production', 1],
      ['staging', 2],
    ]);
    expect(protectedIn({ effects: [effect('a'), effect('b', false), effect('a')] })).toEqual(['a']);
  });

  test('say what a flag comes to', () => {
    const after = {
      type: 'boolean',
      variants: { on: true, off: false },
      killed: false,
      enabled: true,
      schedule: [],
      offVariant: 'off',
      safeVariant: null,
      prerequisites: [],
      targets: [],
      rules: [],
      fallthrough: { variant: 'on' },
    };

    const switched = { ...effect('production'), before: { ...after, enabled: false }, after };

    expect(effectTitle(switched, 'will be', 0).text).toBe('new-checkout will be on: everyone gets on');
    expect(effectDifferences(switched).map(({ phrase }) => phrase.text)).toEqual(['Switched on']);
  });

  test('say that a kill outlives whatever is switched below it', () => {
    const after = {
      type: 'boolean',
      variants: { on: true, off: false },
      killed: true,
      enabled: true,
      schedule: [],
      offVariant: 'off',
      safeVariant: null,
      prerequisites: [],
      targets: [],
      rules: [],
      fallthrough: { variant: 'on' },
    };
    const alive = { ...after, killed: false };
    const place = effect('production');

    expect(effectTitle({ ...place, before: after, after }, 'will be', 0).text).toBe(
      'new-checkout stays killed: everyone gets off',
    );
    expect(effectTitle({ ...place, before: after, after: alive }, 'will be', 0).text).toBe(
      'new-checkout will be on: everyone gets on',
    );
  });

  test('tell a protection as what it was and is', () => {
    const lowered = {
      ...effect('production'),
      kind: 'protection' as const,
      before: { isProtected: true, approvals: 2 },
      after: { isProtected: true, approvals: 1 },
    };

    expect(effectDifferences(lowered).map(({ phrase }) => phrase.text)).toEqual(['Approvals: 2 → 1']);
  });

  test('tell who belongs to a new segment', () => {
    const added = {
      ...effect('production'),
      kind: 'segment' as const,
      after: { include: ['u1'], exclude: [], rules: [] },
    };

    expect(effectDifferences(added).map(({ phrase }) => phrase.text)).toEqual(['u1 belongs to it by name']);
  });
});

describe('what a state means', () => {
  test.each([
    { state: 'open', note: null, what: 'It waits for 1 more approval.' },
    { state: 'applied', note: null, what: 'It was approved and holds.' },
    { state: 'rejected', note: 'Not before Monday.', what: 'It was rejected: “Not before Monday.”' },
    { state: 'rejected', note: null, what: 'It was rejected without a reason.' },
    { state: 'withdrawn', note: null, what: 'Its author withdrew it.' },
    {
      state: 'stale',
      note: 'Change 9 touched it.',
      what: 'What it would replace has changed since. Change 9 touched it.',
    },
  ] as const)('$state: $what', ({ state, note, what }) => {
    const told = meaningOf(proposal({ state, note }));

    expect(told.what).toBe(what);
    expect(told.next).not.toBe('');
  });
});
