import {
  createEnvironment,
  createFlag,
  createProject,
  createSegment,
  createToken,
  type Endpoint,
  endpoints,
  getFlagState,
  getSegment,
  listEnvironments,
  putFlagConfig,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEventStream } from '../support/event-stream.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';

/** Promise 4: a client token cannot read rules, segment members or another environment. */

const canary = {
  value: 'canary-in-a-variant',
  rule: 'canary-in-a-rule',
  target: 'canary-in-a-target',
  member: 'canary-in-a-segment',
  environment: 'canary-environment',
};
const params = { project: 'academy' };
const flag = 'new-checkout';

let slipway: TestSlipway;
let client: string;
let server: string;

beforeAll(async () => {
  slipway = await startTestServer();
  const admin = slipway.client;
  await admin.call(createProject, { body: { key: 'academy' } });
  for (const key of ['production', canary.environment])
    await admin.call(createEnvironment, { params, body: { key } });
  const content = { include: [canary.member], exclude: [], rules: [] };
  await admin.call(createSegment, { params, body: { key: 'vip', content } });
  await admin.call(createFlag, {
    params,
    body: { key: flag, type: 'string', variants: { on: canary.value, off: 'no' }, clientVisible: true },
  });
  for (const environment of ['production', canary.environment]) await target(environment);
  const tokenOf = async (scope: 'client' | 'server') =>
    (
      await admin.call(createToken, {
        params,
        body: { name: scope, scope, environment: 'production' },
      })
    ).token;
  client = await tokenOf('client');
  server = await tokenOf('server');
});
afterAll(() => slipway.close());

async function target(environment: string): Promise<void> {
  const at = { ...params, flag, environment };
  const { body, etag } = await slipway.client.request(getFlagState, { params: at });
  const conditions = [{ attribute: 'plan', operator: 'equals' as const, values: [canary.rule] }];
  await slipway.client.call(putFlagConfig, {
    params: at,
    ifMatch: etag ?? '',
    body: {
      ...body.config,
      enabled: true,
      targets: [{ variant: 'on', keys: [canary.target] }],
      rules: [
        { id: 'by-plan', conditions, serve: { variant: 'on' } },
        { id: 'by-segment', conditions: [{ segment: 'vip' }], serve: { variant: 'on' } },
      ],
    },
  });
}

/** Status and everything that came within a moment, headers included. */
async function read(base: string, { method, path }: Endpoint, token: string) {
  const cut = new AbortController();
  const answer = await fetch(base + pathOf(path), {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${token}`, ...bodyHeaders(method) },
    ...(method === 'get' || method === 'delete' ? {} : { body: '{}' }),
    redirect: 'manual',
    signal: cut.signal,
  });
  const isStream = answer.headers.get('content-type')?.includes('event-stream') ?? false;
  const body = isStream ? await firstChunk(answer) : await answer.text();
  cut.abort();
  return { status: answer.status, text: `${JSON.stringify([...answer.headers])}${body}` };
}

function bodyHeaders(method: Endpoint['method']): Record<string, string> {
  return method === 'get' || method === 'delete' ? {} : { 'content-type': 'application/json' };
}

async function firstChunk(answer: Response): Promise<string> {
  const chunk = await answer.body?.getReader().read();
  return new TextDecoder().decode(chunk?.value);
}

function pathOf(path: string): string {
  return path
    .replace(':project', 'academy')
    .replace(':environment', 'production')
    .replace(':flag', flag)
    .replace(':segment', 'vip')
    .replace(/:\w+/g, '1');
}

describe('a client token', () => {
  test.each(endpoints.map((endpoint) => [endpoint.id, endpoint] as const))(
    'reads no rule, member or other environment by %s',
    async (_, endpoint) => {
      const { status, text } = await read(slipway.url, endpoint, client);

      for (const secret of Object.values(canary)) expect(text).not.toContain(secret);
      const isOpen = endpoint.permission === 'public' || endpoint.permission === 'self:read';
      if (!isOpen) expect(status).toBe(403);
    },
  );

  test.each([
    '/sdk/v1/stream',
    '/sdk/v1/ruleset',
    '/sdk/v1/telemetry',
    '/sdk/v1/evaluate',
    '/ofrep/v1/evaluate/flags',
  ])('opens no evaluation at %s, on either listener, by any method', async (path) => {
    for (const base of [slipway.url, slipway.deliveryUrl])
      for (const method of ['GET', 'POST'])
        expect(
          (await fetch(base + path, { method, headers: { authorization: `Bearer ${client}` } })).status,
        ).toBeGreaterThanOrEqual(403);
  });

  test('follows no stream', async () => {
    for (const path of ['/sdk/v1/stream', '/api/v1/projects/academy/events']) {
      const stream = await openEventStream(slipway.url + path, { token: client });

      expect(stream.status).toBe(403);
      stream.close();
    }
  });
});

describe('the canaries', () => {
  test('are there for who may see them', async () => {
    const at = { ...params, flag, environment: 'production' };
    const seen = JSON.stringify([
      await slipway.client.call(getFlagState, { params: at }),
      await slipway.client.call(getSegment, { params: { ...params, segment: 'vip' } }),
      await slipway.client.call(listEnvironments, { params }),
    ]);
    const stream = await openEventStream(`${slipway.url}/sdk/v1/stream`, { token: server });
    const ruleset = JSON.stringify((await stream.next('ruleset')).data);
    stream.close();

    for (const secret of [canary.rule, canary.target, canary.member, canary.environment])
      expect(seen).toContain(secret);
    for (const secret of [canary.rule, canary.target, canary.member, canary.value])
      expect(ruleset).toContain(secret);
    // Not even an SDK reads of another environment.
    expect(ruleset).not.toContain(canary.environment);
  });
});
