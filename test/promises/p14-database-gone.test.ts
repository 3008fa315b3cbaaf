import { setTimeout as sleep } from 'node:timers/promises';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import {
  ApiError,
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  getFlagState,
  type ProblemCode,
  switchFlag,
} from '@slipway/api';
import { SlipwayProvider } from '@slipway/sdk/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { openEventStream } from '../support/event-stream.ts';
import { endDatabase } from '../support/holder.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { temporaryFolder } from '../support/test-server.ts';
import { until } from '../support/until.ts';

const RECOVERY_MS = 5_000;
const production = { project: 'academy', environment: 'production' };

async function prepare(slipway: TestSlipway): Promise<string> {
  const params = { project: 'academy' };
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  await slipway.client.call(createEnvironment, { params, body: { key: 'production' } });
  for (const key of ['steady', 'moving']) await slipway.client.call(createFlag, { params, body: { key } });
  await turn(slipway, 'steady', true);
  const body = { name: 'web', scope: 'server', environment: 'production' } as const;
  return (await slipway.client.call(createToken, { params, body })).token;
}

function turn(slipway: TestSlipway, flag: string, enabled: boolean): Promise<unknown> {
  return slipway.client.call(switchFlag, {
    params: { ...production, flag },
    body: { enabled },
    ifMatch: '*',
  });
}

interface Write {
  startedAt: number;
  tookMs: number;
  outcome: 'done' | ProblemCode;
  enabled: boolean;
}

/** Writes without pause until told to stop. */
function writing(slipway: TestSlipway): { writes: Write[]; stop(): Promise<void> } {
  const writes: Write[] = [];
  let isStopped = false;
  const run = async (): Promise<void> => {
    for (let enabled = true; !isStopped; enabled = !enabled) {
      const startedAt = performance.now();
      const outcome = await turn(slipway, 'moving', enabled).then(() => 'done' as const, codeOf);
      writes.push({ startedAt, tookMs: performance.now() - startedAt, outcome, enabled });
      await sleep(2);
    }
  };
  const running = run();
  return {
    writes,
    stop: () => {
      isStopped = true;
      return running;
    },
  };
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof ApiError) return error.problem.code;
  throw error;
}

describe('promise 14: with the database gone', () => {
  test('streams and evaluation go on, writes are answered 503, and all recovers within 5 s by itself', async () => {
    const data = await temporaryFolder('slipway-p14-');
    onTestFinished(() => endDatabase(`${data}/database`));
    const slipway = await startTestServer({ data });
    onTestFinished(() => slipway.close());
    const token = await prepare(slipway);
    const stream = await openEventStream(`${slipway.deliveryUrl}/sdk/v1/stream`, { token });
    const provider = new SlipwayProvider({ url: slipway.deliveryUrl, token });
    await OpenFeature.setProviderAndWait('p14', provider);
    onTestFinished(() => OpenFeature.close());
    const client = OpenFeature.getClient('p14');
    let lostProvider = 0;
    client.addHandler(ProviderEvents.Stale, () => {
      lostProvider += 1;
    });
    client.addHandler(ProviderEvents.Error, () => {
      lostProvider += 1;
    });
    let evaluations = 0;
    let wrong = 0;
    const evaluating = setInterval(async () => {
      const { value, errorCode } = await client.getBooleanDetails('steady', false);
      evaluations += 1;
      if (!value || errorCode) wrong += 1;
    }, 1);
    onTestFinished(() => clearInterval(evaluating));
    const { writes, stop } = writing(slipway);
    await until('writes go through', () => writes.length > 5);

    const pid = slipway.databasePid() ?? 0;
    const killedAt = performance.now();
    process.kill(pid, 'SIGKILL');
    await until('a write is refused', () => writes.some(({ outcome }) => outcome !== 'done'));
    const recovered = await until('writes go through again', () => {
      const refused = writes.findLastIndex(({ outcome }) => outcome !== 'done');
      return writes.slice(refused + 1).length > 10 && writes[refused + 1];
    });
    await stop();
    clearInterval(evaluating);

    const last = writes.at(-1)?.enabled;
    await until(
      'the last write reaches the SDK',
      async () => (await client.getBooleanValue('moving', !last)) === last,
    );
    const outcomes = new Set(writes.map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(['database-unavailable', 'done']);
    expect(recovered.startedAt + recovered.tookMs - killedAt).toBeLessThan(RECOVERY_MS);
    expect(slipway.databasePid()).not.toBe(pid);
    expect(evaluations).toBeGreaterThan(50);
    expect(wrong).toBe(0);
    expect(lostProvider).toBe(0);
    expect(await Promise.race([stream.ended.then(() => 'ended'), Promise.resolve('open')])).toBe('open');
    await stream.next(
      'patch',
      ({ to = 0 }) => to >= writes.filter(({ outcome }) => outcome === 'done').length,
    );
    stream.close();
  });

  test('SDKs that connect anew still get the ruleset, also when their token was last looked up a while ago', async () => {
    let now = Date.parse('2026-11-23T12:00:00Z');
    const database = await testDatabase();
    const url = new URL(database.url);
    const proxy = await startTcpProxy({ path: `${decodeURIComponent(url.hostname)}/.s.PGSQL.${url.port}` });
    const proxied = Object.assign(new URL(database.url.replace(url.host, '127.0.0.1')), {
      port: String(proxy.port),
    });
    const slipway = await startTestServer({ databaseUrl: proxied.href, now: () => now });
    onTestFinished(async () => {
      await slipway.close();
      await database.drop();
    });
    const token = await prepare(slipway);
    const ask = (path: string, bearer: string) =>
      fetch(slipway.url + path, { headers: { authorization: `Bearer ${bearer}` } });
    const before = await (await ask('/sdk/v1/ruleset', token)).json();

    await proxy.close();
    now += 60_000;
    const after = await ask('/sdk/v1/ruleset', token);
    const stream = await openEventStream(`${slipway.url}/sdk/v1/stream`, { token });

    expect(after.status).toBe(200);
    expect(await after.json()).toEqual(before);
    expect((await stream.next('ruleset')).data).toMatchObject({ version: before.version });
    stream.close();
    expect((await ask('/healthz', '')).status).toBe(200);
    expect((await ask('/readyz', '')).status).toBe(503);
    const write = await turn(slipway, 'steady', false).then(() => 'done', codeOf);
    expect(write).toBe('database-unavailable');
    const read = await slipway.client
      .call(getFlagState, { params: { ...production, flag: 'steady' } })
      .then(() => 'done', codeOf);
    expect(read).toBe('database-unavailable');
    expect((await ask('/sdk/v1/ruleset', `slw_server_${'A'.repeat(43)}`)).status).toBe(503);
  });
});
