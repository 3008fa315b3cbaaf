import { expect, test } from 'vitest';
import { settle } from '../../../../../test/support/manual-time.ts';
import { createSetting } from '../../../../../test/support/scripted-provider.ts';
import { bounds } from './bounds.ts';
import { createOutbox } from './outbox.ts';

const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

function setup() {
  const setting = createSetting();
  const target = { url: 'http://slipway.test', readToken: async () => 'token' };
  return { ...setting, outbox: createOutbox(setting.platform, target, quiet) };
}

const batch = (n: number) => ({ batch: `b${n}`, instance: 'i', sdk: 's' });

test('a full queue drops its oldest batches and loses no other, also while one is on its way', async () => {
  const { server, outbox } = setup();
  let answer: (response: Response) => void = () => {};
  server.answers.telemetry = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  for (let n = 0; n < bounds.batches + 5; n += 1) outbox.push(batch(n));
  await settle();
  server.answers.telemetry = undefined;

  answer(new Response(null, { status: 202 }));
  await settle(200);

  expect(server.batches.map((one) => one.batch)).toEqual(
    Array.from({ length: bounds.batches }, (_, n) => `b${n + 5}`),
  );
  expect(outbox.dropped()).toBe(5);
  expect(outbox.size()).toBe(0);
});

test('a queue holds no more than its bytes', async () => {
  const { server, outbox } = setup();
  server.answers.telemetry = () => new Promise(() => {});

  for (let n = 0; n < 8; n += 1) outbox.push({ ...batch(n), service: 'x'.repeat(bounds.queuedBytes / 4) });

  expect(outbox.size()).toBe(3);
});

test('a refused token makes it wait for a minute at least', async () => {
  const { server, time, outbox } = setup();
  server.answers.telemetry = async () => new Response(null, { status: 401 });
  outbox.push(batch(1));
  await settle();
  server.answers.telemetry = undefined;

  await time.advance(59_999);
  outbox.push(batch(2));
  await settle();
  expect(server.batches).toEqual([]);
  await time.advance(240_001);

  expect(server.batches.map((one) => one.batch)).toEqual(['b1', 'b2']);
});
