import {
  ApiError,
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  switchFlag,
} from '@slipway/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEventStream } from '../../../../test/support/event-stream.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';

const at = { project: 'academy', environment: 'production', flag: 'new-checkout' };
let slipway: TestSlipway;

beforeAll(async () => {
  slipway = await startTestServer();
});
afterAll(async () => {
  await slipway.close();
});

test('a stream keeps up while forty writers queue for one environment', async () => {
  const { client } = slipway;
  await client.call(createProject, { body: { key: at.project, name: 'Academy' } });
  await client.call(createEnvironment, { params: at, body: { key: at.environment } });
  await client.call(createFlag, { params: at, body: { key: at.flag } });
  const { token } = await client.call(createToken, {
    params: at,
    body: { name: 'web', scope: 'server', environment: at.environment },
  });
  const stream = await openEventStream(`${slipway.deliveryUrl}/sdk/v1/stream`, { token });
  await stream.next('ruleset');

  const lagMs: number[] = [];
  const write = async (n: number): Promise<void> => {
    const body = { enabled: n % 2 === 0 };
    const { versions } = await untilTaken(() =>
      client.request(switchFlag, { params: at, body, ifMatch: '*' }),
    );
    const version = versions[at.environment] ?? 0;
    const acknowledgedAt = performance.now();
    await stream.next('patch', ({ to = 0 }) => to >= version);
    lagMs.push(performance.now() - acknowledgedAt);
  };
  await Promise.all(Array.from({ length: 40 }, (_, writer) => repeat(5, (n) => write(writer + n))));

  expect(lagMs).toHaveLength(200);
  // Behind the writers it would wait for most of them: seconds. The middle, since any machine stalls at times.
  expect(lagMs.toSorted((a, b) => a - b)[100]).toBeLessThan(400);
  stream.close();
});

/** On a slow machine some writers queue for longer than the server waits; that is not what this is about. */
async function untilTaken<T>(write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 503) throw error;
    }
  }
}

async function repeat(times: number, work: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; n < times; n += 1) await work(n);
}
