import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErrorCode, OpenFeature, ProviderStatus } from '@openfeature/server-sdk';
import { type SlipwayOptions, SlipwayProvider } from '@slipway/sdk/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, type FaultProxy, faults, startFaultProxy } from '../support/fault-proxy.ts';
import { type HttpControlPlane, startHttpControlPlane } from '../support/http-control-plane.ts';
import { createManualTime, type ManualTime } from '../support/manual-time.ts';
import { aFlag, markedRuleset } from '../support/rulesets.ts';
import { until } from '../support/until.ts';

/** Promise 2: server dead, slow or sending garbage: the SDK serves last known good, also after a restart; never throws, never blocks past its timeout. */

const flags = {
  boolean: aFlag({ observe: true }),
  number: aFlag({ type: 'number', variants: { on: 42, off: 0 } }),
  object: aFlag({ type: 'object', variants: { on: { a: [1] }, off: {} } }),
};
const version = (n: number) => markedRuleset(1, n, { flags });
const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
const initTimeoutMs = 2_000;
/** Real time that a call may take on a busy machine, where it should take microseconds. */
const promptlyMs = 250;

let folder: string;
let plane: HttpControlPlane;
let proxy: FaultProxy;
let time: ManualTime;
const running: SlipwayProvider[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-promise-2-'));
  plane = await startHttpControlPlane(version(1));
  proxy = await startFaultProxy(plane.url);
  time = createManualTime();
});

afterEach(async () => {
  for (const provider of running.splice(0)) await closed(provider);
  await OpenFeature.clearProviders();
  await proxy.close();
  await plane.close();
  await rm(folder, { recursive: true, force: true });
});

function provider(options: SlipwayOptions = {}): SlipwayProvider {
  const made = new SlipwayProvider({
    url: proxy.url,
    token: 'server-token',
    cacheFile: join(folder, 'cache.json'),
    initTimeoutMs,
    logger: quiet,
    ...options,
    platform: { ...time.platform, random: () => 0.5, environment: {}, ...options.platform },
  });
  running.push(made);
  return made;
}

/** Real time that loopback I/O gets before the SDK's clock is moved: ample where an answer will come, short where none can. */
const answeredMs = 10_000;
const unansweredMs = 100;

/** Whatever the server does, moving time by `limitMs` is enough for the promise to settle. */
async function within(what: string, limitMs: number, promise: Promise<unknown>, ioMs: number): Promise<void> {
  let isSettled = false;
  const settled = (): void => {
    isSettled = true;
  };
  promise.then(settled, settled);
  await until(what, () => isSettled, ioMs).catch(() => time.advance(limitMs));
  await until(`${what} settles within ${limitMs} ms`, () => isSettled);
}

const closed = (one: SlipwayProvider): Promise<void> => within('onClose', 1_500, one.onClose(), unansweredMs);

/** `initialize` through OpenFeature: ready or not, it ends in time and throws nowhere else. */
async function opened(one: SlipwayProvider, ioMs = answeredMs): Promise<ProviderStatus> {
  const opening = OpenFeature.setProviderAndWait(one).catch(() => {});
  await within('initialize', initTimeoutMs, opening, ioMs);
  return OpenFeature.getClient().providerStatus;
}

async function promptly<T>(promise: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const value = await promise;
  expect(performance.now() - startedAt).toBeLessThan(promptlyMs);
  return value;
}

/** Every call that an application makes. */
async function everyCall() {
  const client = OpenFeature.getClient();
  const context = { targetingKey: 'u1', plan: 'pro' };
  client.track('checkout-error', context, { bad: true });
  return [
    await promptly(client.getBooleanValue('boolean', false, context)),
    await promptly(client.getNumberValue('number', -1, context)),
    await promptly(client.getObjectValue('object', { code: true }, context)),
    await promptly(client.getStringValue('position', 'code', context)),
    (await promptly(client.getBooleanDetails('missing', true, context))).errorCode,
  ];
}

const known = (n: number) => [true, 42, { a: [1] }, `1.${n}`, ErrorCode.FLAG_NOT_FOUND];
const codeDefaults = [false, -1, { code: true }, 'code', ErrorCode.PROVIDER_NOT_READY];
const refusals: readonly Fault[] = ['status-401', 'status-403'];

/** The fault is really met: the SDK has tried, and cannot have got through. */
async function meet(fault: Fault): Promise<void> {
  await proxy.inflict(fault);
  await until(`a meeting with ${fault}`, async () => {
    await time.advance(1_000);
    return fault === 'refuse' ? plane.streams() === 0 : proxy.requests() > 0;
  });
}

async function recovered(n: number): Promise<void> {
  const client = OpenFeature.getClient();
  await until('recovery', async () => {
    await time.advance(10_000);
    return (await client.getStringValue('position', 'code')) === `1.${n}`;
  });
  await until('status ready', () => client.providerStatus === ProviderStatus.READY);
}

describe.each(faults)('%s', (fault) => {
  test('while running: every call answers from the last known ruleset, and it heals', async () => {
    expect(await opened(provider())).toBe(ProviderStatus.READY);
    expect(await everyCall()).toEqual(known(1));

    await meet(fault);
    expect(await everyCall()).toEqual(known(1));
    await time.advance(120_000);
    expect(await everyCall()).toEqual(known(1));
    const status = OpenFeature.getClient().providerStatus;
    expect(status).toBe(refusals.includes(fault) ? ProviderStatus.ERROR : ProviderStatus.STALE);

    await proxy.heal();
    plane.publish(version(2));
    await recovered(2);
    expect(await everyCall()).toEqual(known(2));
  });

  test('after a restart: the cache file answers, within the timeout', async () => {
    const before = provider();
    expect(await opened(before)).toBe(ProviderStatus.READY);
    await OpenFeature.clearProviders();
    await closed(before);
    await proxy.inflict(fault);

    expect(await opened(provider(), unansweredMs)).toBe(ProviderStatus.READY);

    expect(await everyCall()).toEqual(known(1));
    await proxy.heal();
    plane.publish(version(3));
    await recovered(3);
  });

  test('at the very first start: code defaults within the timeout, and it heals', async () => {
    await proxy.inflict(fault);

    expect(await opened(provider(), unansweredMs)).toBe(ProviderStatus.ERROR);

    expect(await everyCall()).toEqual(codeDefaults);
    await proxy.heal();
    await recovered(1);
    expect(await everyCall()).toEqual(known(1));
  });
});

test.each(refusals)(
  '%s: keeps answering, reads the token again and probes within 5 minutes',
  async (fault) => {
    let token = 'first';
    await opened(provider({ token: () => token }));
    await meet(fault);
    await until('status error', () => OpenFeature.getClient().providerStatus === ProviderStatus.ERROR);
    expect(await everyCall()).toEqual(known(1));

    await proxy.heal();
    token = 'second';
    plane.publish(version(2));
    await time.advance(300_000);
    await until(
      'the probe',
      async () => (await OpenFeature.getClient().getStringValue('position', '')) === '1.2',
    );

    expect(plane.tokens).toContain('Bearer second');
  },
);
