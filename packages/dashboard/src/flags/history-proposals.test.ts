import type { Change, Proposal } from '@slipway/api';
import { expect, test } from 'vitest';
import { proposalOf } from './history-proposals.ts';

const at = '2026-11-24T10:00:00.000Z';

function change(over: Partial<Change> = {}): Change {
  return { key: 'f', environment: 'production', at, onBehalfOf: 'Ada', ...over } as Change;
}

function proposal(id: string, over: Partial<Proposal>): Proposal {
  const params = { flag: 'f', environment: 'production' };
  return { id, params, effects: [], body: {}, endedAt: at, ...over } as unknown as Proposal;
}

test.each([
  { given: 'one applied in that moment', proposals: [proposal('1', {})], found: '1' },
  {
    given: 'several, the nearest',
    proposals: [
      proposal('1', { endedAt: '2026-11-24T10:00:04Z' }),
      proposal('2', { endedAt: '2026-11-24T10:00:01Z' }),
    ],
    found: '2',
  },
  {
    given: 'one of another time',
    proposals: [proposal('1', { endedAt: '2026-11-24T11:00:00Z' })],
    found: undefined,
  },
  {
    given: 'one of another environment',
    proposals: [proposal('1', { params: { flag: 'f', environment: 'staging' } })],
    found: undefined,
  },
  {
    given: 'a promotion that names it',
    proposals: [
      proposal('1', { params: { environment: 'staging' }, body: { to: 'production', flags: ['f'] } }),
    ],
    found: '1',
  },
])('given $given, finds $found', ({ proposals, found }) => {
  expect(proposalOf(change(), proposals)?.id).toBe(found);
});

test('a change that nobody proposed has none', () => {
  expect(proposalOf(change({ onBehalfOf: null }), [proposal('1', {})])).toBeUndefined();
});
