import type { Permission, Proposal } from '@slipway/api';
import { expect, test } from 'vitest';
import type { Scope } from '../app/session.tsx';
import { flagWith } from '../flags/fixtures.ts';
import { changeWith, proposalWith, reviewWith } from './fixtures.ts';
import { type WaitingFacts, whatWaits } from './waiting.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const grace = { kind: 'person' as const, id: 'grace', name: 'Grace', email: 'grace@example.com' };

function waitingWith(over: Partial<WaitingFacts>) {
  return whatWaits({
    me: grace,
    may: () => true,
    open: [],
    latest: [],
    reviews: [],
    kills: new Map(),
    rows: [],
    now: NOW,
    ...over,
  });
}

/** May one thing, in one environment. */
function only(permission: Permission, environment: string) {
  return (asked: Permission, scope?: Scope): boolean =>
    asked === permission && scope?.environment === environment;
}

const effectIn = (environment: string, isProtected: boolean): Proposal['effects'][number] => ({
  environment,
  isProtected,
  kind: 'flag',
  key: 'x',
  before: null,
  after: null,
});
const mine = { author: grace };
const approvedBy = (by: typeof grace) => ({
  approvals: [{ by, at: '2026-11-24T11:00:00Z', isCounted: true }],
  required: 2,
});

test.each([
  { given: 'somebody else’s', proposal: {}, may: () => true, isShown: true },
  { given: 'one’s own', proposal: mine, may: () => true, isShown: false },
  { given: 'one that one has approved', proposal: approvedBy(grace), may: () => true, isShown: false },
  {
    given: 'one that somebody else has approved',
    proposal: approvedBy({ ...grace, id: 'alan' }),
    may: () => true,
    isShown: true,
  },
  { given: 'one that one may not approve', proposal: {}, may: () => false, isShown: false },
  {
    given: 'one in the environment that one may approve in',
    proposal: { effects: [effectIn('production', true), effectIn('review', false)] },
    may: only('proposal:approve', 'production'),
    isShown: true,
  },
  {
    given: 'one in a further protected environment',
    proposal: { effects: [effectIn('production', true), effectIn('live', true)] },
    may: only('proposal:approve', 'production'),
    isShown: false,
  },
  {
    given: 'a token’s with one’s own number',
    proposal: { author: { ...grace, kind: 'token' } },
    may: () => true,
    isShown: true,
  },
])('given an open proposal, $given, it waits for an approval: $isShown', ({ proposal, may, isShown }) => {
  const waiting = waitingWith({ open: [proposalWith('1', proposal)], may });

  expect(waiting.map(({ kind }) => kind)).toEqual(isShown ? ['approve'] : []);
});

const stale = { ...mine, state: 'stale' as const, endedAt: '2026-11-24T11:00:00Z' };

test.each([
  { given: 'one’s own that went stale', latest: [proposalWith('1', stale)], shown: ['1'] },
  {
    given: 'one’s own that was rejected',
    latest: [proposalWith('1', { ...stale, state: 'rejected' })],
    shown: ['1'],
  },
  {
    given: 'one’s own that was applied',
    latest: [proposalWith('1', { ...stale, state: 'applied' })],
    shown: [],
  },
  {
    given: 'somebody else’s that went stale',
    latest: [proposalWith('1', { ...stale, author: { ...grace, id: 'ada' } })],
    shown: [],
  },
  {
    given: 'one’s own of more than a week ago',
    latest: [proposalWith('1', { ...stale, endedAt: '2026-11-17T11:59:59Z' })],
    shown: [],
  },
  {
    given: 'one that one has proposed again',
    latest: [proposalWith('10', mine), proposalWith('9', stale)],
    shown: [],
  },
  {
    given: 'one after which one has proposed the same for another flag',
    latest: [proposalWith('10', { ...mine, params: { flag: 'new-cart' } }), proposalWith('9', stale)],
    shown: ['9'],
  },
])('given the latest proposals, $given, answers are shown: $shown', ({ latest, shown }) => {
  const waiting = waitingWith({ latest });

  expect(waiting.map((one) => one.kind === 'answered' && one.proposal.id)).toEqual(shown);
});

test.each([
  { given: 'somebody else’s kill', actor: 'ada', may: () => true, isShown: true },
  { given: 'one’s own kill', actor: 'grace', may: () => true, isShown: false },
  { given: 'a review that one may not close', actor: 'ada', may: () => false, isShown: false },
  { given: 'a review elsewhere', actor: 'ada', may: only('review:close', 'staging'), isShown: false },
])('given $given, the review waits: $isShown', ({ actor, may, isShown }) => {
  const kill = changeWith('41', { actor: { kind: 'person', id: actor, name: actor } });

  const waiting = waitingWith({ reviews: [reviewWith('1')], kills: new Map([['41', kill]]), may });

  expect(waiting.map(({ kind }) => kind)).toEqual(isShown ? ['review'] : []);
});

test.each([
  { owner: 'Grace', state: 'settled', isShown: true },
  { owner: 'GRACE@example.com', state: 'unused', isShown: true },
  { owner: 'Grace', state: 'active', isShown: false },
  { owner: 'Grace', state: 'new', isShown: false },
  { owner: 'Ada', state: 'unused', isShown: false },
  { owner: null, state: 'unused', isShown: false },
] as const)(
  'given a flag of $owner that is $state, its owner sees it: $isShown',
  ({ owner, state, isShown }) => {
    const rows = [flagWith('x', { owner, staleness: { state, because: '' } })];

    expect(waitingWith({ rows }).map(({ kind }) => kind)).toEqual(isShown ? ['stale-flag'] : []);
  },
);

test('a person without an address owns nothing that has no owner', () => {
  const rows = [flagWith('x', { owner: '', staleness: { state: 'unused', because: '' } })];

  expect(waitingWith({ me: { ...grace, email: null }, rows })).toEqual([]);
});

test('what holds others up comes first', () => {
  const waiting = waitingWith({
    open: [proposalWith('2')],
    latest: [proposalWith('2'), proposalWith('1', stale)],
    reviews: [reviewWith('1')],
    rows: [flagWith('x', { owner: 'Grace', staleness: { state: 'unused', because: '' } })],
  });

  expect(waiting.map(({ kind }) => kind)).toEqual(['approve', 'answered', 'review', 'stale-flag']);
});
