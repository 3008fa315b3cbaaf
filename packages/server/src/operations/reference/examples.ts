/** Values that the example requests put into paths. */
export const pathExamples: Readonly<Record<string, string>> = {
  project: 'academy',
  environment: 'production',
  flag: 'new-checkout',
  segment: 'internal',
  token: '7',
  change: '412',
};

/** A body for every endpoint that takes one. */
export const bodyExamples: Readonly<Record<string, unknown>> = {
  createProject: { key: 'academy', name: 'Academy' },
  updateProject: { name: 'Academy', description: 'Courses and enrolment.' },
  createEnvironment: { key: 'staging', kind: 'permanent', base: 'production' },
  updateEnvironment: { name: 'Staging', base: null },
  explainFlag: { flag: 'new-checkout', context: { targetingKey: 'u42', plan: 'pro' } },
  createFlag: { key: 'new-checkout', kind: 'release', tags: ['checkout'] },
  updateFlag: {
    name: 'New checkout',
    description: 'One page instead of three.',
    kind: 'release',
    tags: ['checkout'],
    owner: 'team-checkout',
    variants: { on: true, off: false },
    clientVisible: false,
    observe: true,
    metadata: { team: 'checkout' },
  },
  archiveFlag: { reason: 'Released to everybody; the code is gone.' },
  unarchiveFlag: { reason: 'Still used by the old app.' },
  killFlagEverywhere: { environments: ['production', 'staging'], reason: 'Payments fail.' },
  putFlagConfig: {
    enabled: true,
    schedule: [],
    offVariant: 'off',
    safeVariant: null,
    prerequisites: [],
    targets: [{ variant: 'on', keys: ['u42'] }],
    rules: [
      { id: 'internal', conditions: [{ segment: 'internal' }], serve: { variant: 'on' } },
      {
        id: 'pro-10',
        conditions: [{ attribute: 'plan', operator: 'one-of', values: ['pro'] }],
        serve: {
          split: {
            by: 'targetingKey',
            salt: 'new-checkout',
            algorithm: 1,
            weights: [
              ['on', 10_000],
              ['off', 90_000],
            ],
          },
        },
      },
    ],
    fallthrough: { variant: 'off' },
  },
  switchFlag: { enabled: true, reason: 'Go-live.' },
  killFlag: { reason: 'Payments fail.' },
  restoreFlag: { reason: 'Fixed in 1.42.1.' },
  createSegment: {
    key: 'schools',
    content: {
      include: [],
      exclude: [],
      rules: [
        {
          conditions: [
            { attribute: 'email', operator: 'ends-with', values: ['@school.example'], ignoreCase: true },
          ],
        },
      ],
    },
  },
  updateSegment: {
    name: 'Internal',
    description: 'Our own people.',
    content: {
      include: ['u7'],
      exclude: [],
      rules: [{ conditions: [{ attribute: 'email', operator: 'ends-with', values: ['@academy.example'] }] }],
    },
  },
  putSegmentOverride: { content: { include: ['tester-1'], exclude: [], rules: [] } },
  revertChange: { reason: 'Too early.' },
  createToken: { name: 'web in production', scope: 'server', environment: 'production' },
  postTelemetry: {
    batch: '01JD3Z2V7Q0000000000000000',
    instance: 'web-1',
    sdk: 'slipway-node/0.1.0',
    service: 'web',
    applied: { epoch: 1, version: 412, at: '2026-11-23T12:00:00Z' },
    counts: [
      {
        flag: 'new-checkout',
        variant: 'on',
        reason: 'TARGETING_MATCH',
        minute: '2026-11-23T12:00:00Z',
        count: 311,
      },
    ],
  },
};
