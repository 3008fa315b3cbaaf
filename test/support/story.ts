import {
  type Client,
  createEnvironment,
  createFlag,
  createSegment,
  type FlagConfig,
  getEnvironment,
  getFlagState,
  killFlag,
  postTelemetry,
  putFlagConfig,
  switchFlag,
} from '@slipway/api';
import type { DashboardWorld } from './dashboard-world.ts';

const MINUTE_MS = 60_000;

/** Flags in several states, a segment and an overlay. */
export async function prepareStory(client: Client, project: string): Promise<void> {
  const params = { project };
  await client.call(createSegment, {
    params,
    body: {
      key: 'beta-learners',
      name: 'Beta learners',
      description: 'Paying learners who asked to see things early.',
      content: {
        include: ['u42'],
        exclude: [],
        rules: [{ conditions: [{ attribute: 'plan', operator: 'one-of', values: ['pro', 'team'] }] }],
      },
    },
  });
  await client.call(createFlag, {
    params,
    body: { key: 'new-checkout', name: 'New checkout', tags: ['enrolment'], owner: 'Owner', observe: true },
  });
  await client.call(createEnvironment, {
    params,
    body: { key: 'checkout-review', name: 'Checkout review', kind: 'on-demand', base: 'staging' },
  });
  await configure(client, { project, flag: 'new-checkout', environment: 'staging' }, halfOfBeta);
  await configure(client, { project, flag: 'new-checkout', environment: 'checkout-review' }, (config) => ({
    ...config,
    enabled: true,
    fallthrough: { variant: 'on' },
  }));
}

/** What happens once production is protected: a proposal, a kill, evaluations. */
export async function tellStory({ client, project, server, serverToken }: DashboardWorld): Promise<void> {
  const production = { project, flag: 'course-recommendations', environment: 'production' };
  const { etag } = await client.request(getFlagState, { params: production });
  await client.propose(switchFlag, {
    params: production,
    ifMatch: etag ?? '',
    body: { enabled: true, reason: 'Marketing announces it at noon.' },
  });
  await client.call(killFlag, {
    params: { ...production, flag: 'new-checkout' },
    body: { reason: 'Errors in the checkout.' },
  });
  await report(server.as(serverToken), client, project);
}

async function configure(
  client: Client,
  params: { project: string; flag: string; environment: string },
  edit: (config: FlagConfig) => FlagConfig,
): Promise<void> {
  const { body, etag } = await client.request(getFlagState, { params });
  await client.call(putFlagConfig, { params, ifMatch: etag ?? '', body: edit(body.config) });
}

function halfOfBeta(config: FlagConfig): FlagConfig {
  return {
    ...config,
    enabled: true,
    rules: [
      { id: 'internal', conditions: [{ segment: 'internal' }], serve: { variant: 'on' } },
      {
        id: 'beta',
        conditions: [{ segment: 'beta-learners' }],
        serve: {
          split: {
            by: 'targetingKey',
            salt: 'new-checkout',
            algorithm: 1,
            weights: [
              ['on', 50_000],
              ['off', 50_000],
            ],
          },
        },
      },
    ],
  };
}

/** Two hours of evaluations in production by one instance. */
async function report(service: Client, client: Client, project: string): Promise<void> {
  const { body } = await client.request(getEnvironment, { params: { project, environment: 'production' } });
  const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const minutes = Array.from({ length: 120 }, (_, index) => new Date(now - index * MINUTE_MS).toISOString());
  const of = (variant: string, share: number) =>
    minutes.map((minute, index) => ({
      flag: 'new-checkout',
      variant,
      reason: 'SPLIT',
      minute,
      count: Math.round(share * (100 + 40 * Math.sin(index / 9))),
    }));
  await service.call(postTelemetry, {
    body: {
      batch: 'story',
      instance: 'web-1',
      sdk: 'slipway-node/0.1.0',
      service: 'web',
      applied: { epoch: body.epoch, version: body.version, at: new Date().toISOString() },
      counts: [...of('on', 0.1), ...of('off', 0.9)],
      attributes: [
        { name: 'plan', type: 'string' },
        { name: 'country', type: 'string' },
      ],
      observed: minutes.map((minute) => ({
        flag: 'new-checkout',
        variant: 'on',
        minute,
        outcomes: { 'checkout-error': [1, 12] as [number, number] },
      })),
    },
  });
}
