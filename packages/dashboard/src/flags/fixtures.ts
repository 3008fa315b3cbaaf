import type { FlagOverview, Serving } from '@slipway/api';

/** A flag that is off in production, for tests to start from. */
export function servingWith(over: Partial<Serving> = {}): Serving {
  return {
    environment: 'production',
    kind: 'off',
    heldBy: null,
    requires: [],
    share: 100_000,
    variant: 'off',
    rules: 0,
    targets: 0,
    source: 'default',
    killedHere: false,
    nextAt: null,
    version: 1,
    etag: '"1.0"',
    ...over,
  };
}

export function flagWith(key: string, over: Partial<FlagOverview> = {}): FlagOverview {
  return {
    key,
    type: 'boolean',
    name: key,
    description: '',
    kind: 'release',
    tags: [],
    owner: null,
    clientVisible: false,
    observe: false,
    archivedAt: null,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    etag: '"r1"',
    environments: [],
    lastEvaluatedAt: null,
    evaluations: 0,
    staleness: { state: 'active', because: '' },
    ...over,
  };
}
