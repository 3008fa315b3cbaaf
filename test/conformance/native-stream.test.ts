import { ProviderEvents } from '@openfeature/server-sdk';
import {
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  getFlagState,
  getReceipts,
  killFlag,
  putFlagConfig,
  restoreFlag,
  revokeToken,
  switchFlag,
} from '@slipway/api';
import { type SlipwayOptions, SlipwayProvider } from '@slipway/sdk/server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { createManualTime } from '../support/manual-time.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';
import { until } from '../support/until.ts';

/** The SDK and the server keep one contract: what unit tests on either side assume of the other, against the other. */

const project = 'stream';
const environment = 'production';
const params = { project, environment, flag: 'checkout' };
const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

let slipway: TestSlipway;
let proxy: FaultProxy;
let token: { id: string; token: string };
const running: SlipwayProvider[] = [];

beforeAll(async () => {
  slipway = await startTestServer();
  proxy = await startFaultProxy(slipway.url);
  await slipway.client.call(createProject, { body: { key: project } });
  await slipway.client.call(createEnvironment, { params: { project }, body: { key: environment } });
  for (const key of ['checkout', 'apart'])
    await slipway.client.call(createFlag, { params: { project }, body: { key } });
  await set(true);
});

afterEach(async () => {
  for (const provider of running.splice(0)) await provider.onClose();
});

afterAll(async () => {
  await proxy?.close();
  await slipway?.close();
});

async function etagged() {
  const { etag, body } = await slipway.client.request(getFlagState, { params });
  return { config: body.config, ifMatch: etag ?? '' };
}

async function set(enabled: boolean): Promise<void> {
  const { ifMatch } = await etagged();
  await slipway.client.call(switchFlag, { params, body: { enabled }, ifMatch });
}

async function newToken() {
  const draft = { name: 'sdk', scope: 'server' as const, environment };
  return slipway.client.call(createToken, { params: { project }, body: draft });
}

interface Watched {
  provider: SlipwayProvider;
  paths: string[];
  resumedFrom: (string | null)[];
  changes: unknown[];
  isOn(): Promise<boolean>;
}

async function start(options: SlipwayOptions = {}): Promise<Watched> {
  token = await newToken();
  const paths: string[] = [];
  const resumedFrom: (string | null)[] = [];
  const provider = new SlipwayProvider({
    url: proxy.url,
    token: token.token,
    logger: quiet,
    ...options,
    platform: {
      ...options.platform,
      random: () => 0,
      fetch: (url, init) => {
        paths.push(new URL(url).pathname);
        if (url.endsWith('/stream')) resumedFrom.push(new Headers(init.headers).get('last-event-id'));
        return fetch(url, init);
      },
    },
  });
  running.push(provider);
  const changes: unknown[] = [];
  await provider.initialize();
  await new Promise((resolve) => setTimeout(resolve, 1));
  provider.events.addHandler(
    ProviderEvents.ConfigurationChanged,
    (details) => void changes.push(details?.flagsChanged),
  );
  const isOn = async () => (await provider.resolveBooleanEvaluation('checkout', false, {})).value;
  return { provider, paths, resumedFrom, changes, isOn };
}

test('a switch, a kill and a restore arrive as patches whose digests fit', async () => {
  const { provider, paths, changes, isOn } = await start();
  expect(await isOn()).toBe(true);
  const { version } = provider.current() ?? { version: 0 };

  await set(false);
  await until('off', async () => !(await isOn()));
  await set(true);
  await until('on', isOn);
  await slipway.client.call(killFlag, { params, body: {} });
  await until('killed', async () => !(await isOn()));
  await slipway.client.call(restoreFlag, { params, body: {} });
  await until('restored', isOn);

  expect(provider.current()?.version).toBe(version + 4);
  expect(changes).toEqual([['checkout'], ['checkout'], ['checkout'], ['checkout']]);
  expect(paths.filter((path) => path === '/sdk/v1/ruleset')).toEqual([]);
  expect(paths.filter((path) => path === '/sdk/v1/stream')).toHaveLength(1);
});

test('a connection that was cut resumes where it was and gets what it missed', async () => {
  const { paths, resumedFrom, isOn } = await start();

  await proxy.inflict('refuse');
  await set(false);
  await proxy.heal();
  await until('the missed change', async () => !(await isOn()));
  await set(true);
  await until('the next change', isOn);

  expect(resumedFrom[0]).toBeNull();
  expect(resumedFrom.at(-1)).toMatch(/^\d+\.\d+\../);
  expect(paths).not.toContain('/sdk/v1/ruleset');
});

test('a scheduled switch happens without another word from the server', async () => {
  const time = createManualTime();
  const { provider, changes, isOn } = await start({ platform: time.platform });
  await time.advance(0);
  const { config, ifMatch } = await etagged();
  const hour = 3_600_000;
  const schedule = [{ at: Date.now() + hour, enabled: false }];
  await slipway.client.call(putFlagConfig, { params, body: { ...config, schedule }, ifMatch });
  await until('the plan', () => changes.length === 1);
  const planned = provider.current()?.version;
  await proxy.inflict('zombie-stream');
  await time.advance(hour - 60_000);
  expect(await isOn()).toBe(true);

  await time.advance(60_000);
  await until('the announcement', () => changes.length === 2);

  expect(await isOn()).toBe(false);
  expect(provider.current()?.version).toBe(planned);
  await proxy.heal();
  await slipway.client.call(putFlagConfig, {
    params,
    body: { ...config, schedule: [] },
    ifMatch: (await etagged()).ifMatch,
  });
});

test('telemetry is accepted and the receipt shows the version in use', async () => {
  const { provider, isOn } = await start({ service: 'web' });
  await isOn();
  provider.track('checkout-error', { targetingKey: 'u1' });
  const { version } = provider.current() ?? { version: -1 };

  const receipts = await until('the receipt', async () => {
    const found = await slipway.client.call(getReceipts, { params });
    return found.version === version && found.applied > 0 && found;
  });

  expect(receipts.laggards.map(({ service }) => service)).not.toContain('web');
});

test('a revoked token ends the stream, is an error, and leaves the answers', async () => {
  const { provider, isOn } = await start();
  const errors: unknown[] = [];
  provider.events.addHandler(ProviderEvents.Error, (details) => void errors.push(details));

  await slipway.client.call(revokeToken, { params: { project, token: token.id } });
  await until('the error', () => errors.length > 0);

  expect(await isOn()).toBe(true);
});
