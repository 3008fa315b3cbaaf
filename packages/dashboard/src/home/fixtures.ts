import type { Change, Proposal, Review } from '@slipway/api';

/** What tests of this folder start from. */
export function changeWith(id: string, over: Partial<Change> = {}): Change {
  return {
    id,
    at: '2026-11-24T12:00:00Z',
    actor: { kind: 'person', id: 'ada', name: 'Ada' },
    action: 'switch',
    subject: 'flag-config',
    key: 'new-checkout',
    environment: 'production',
    before: null,
    after: null,
    reason: null,
    origin: null,
    effects: [],
    revertOf: null,
    onBehalfOf: null,
    ...over,
  };
}

export function proposalWith(id: string, over: Partial<Proposal> = {}): Proposal {
  const effect = { environment: 'production', isProtected: true, kind: 'flag' as const };
  return {
    id,
    state: 'open',
    author: { kind: 'person', id: 'ada', name: 'Ada' },
    endpoint: 'switchFlag',
    params: { project: 'academy', flag: 'new-checkout', environment: 'production' },
    body: { enabled: true },
    effects: [{ ...effect, key: 'new-checkout', before: null, after: null }],
    hash: 'h',
    approvals: [],
    required: 1,
    reason: null,
    note: null,
    createdAt: '2026-11-24T10:00:00Z',
    endedAt: null,
    ...over,
  };
}

export function reviewWith(id: string, over: Partial<Review> = {}): Review {
  return {
    id,
    change: '41',
    flag: 'exports',
    environment: 'production',
    openedAt: '2026-11-24T10:00:00Z',
    closedAt: null,
    closedBy: null,
    note: null,
    ...over,
  };
}
