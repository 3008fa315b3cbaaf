import { createHash, createHmac } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { diff, type Flag, type Telemetry } from '@slipway/engine';
import { describe, expect, test } from 'vitest';
import { settle } from '../../../../../test/support/manual-time.ts';
import { aFlag, aRuleset } from '../../../../../test/support/rulesets.ts';
import { createSetting, type Setting, started } from '../../../../../test/support/scripted-provider.ts';
import { expectValidTelemetry } from '../../../../../test/support/telemetry-contract.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import type { SlipwayProvider } from '../provider.ts';
import { bounds } from './bounds.ts';

const noon = '2026-11-23T12:00:00.000Z';
const flush = ({ time }: Setting) => time.advance(bounds.flushMs);

type Part = 'counts' | 'attributes' | 'observed' | 'exposures' | 'outcomes' | 'sketches';

function sent<Key extends Part>({ server }: Setting, key: Key) {
  type Item = NonNullable<Telemetry[Key]>[number];
  return server.batches.flatMap((batch): Item[] => batch[key] ?? []);
}

async function evaluate(provider: SlipwayProvider, context: Record<string, unknown>, times = 1, flag = 'f') {
  for (let turn = 0; turn < times; turn += 1)
    await provider.resolveBooleanEvaluation(flag, false, context as never);
}

const oneFlag = (parts: Partial<Flag> = {}) => createSetting(aRuleset({ flags: { f: aFlag(parts) } }));

const expectValid = ({ server }: Setting) => expectValidTelemetry(server.batches);

describe('counts', () => {
  test('are per flag, variant, rule and reason, in the minute of the evaluation', async () => {
    const rules = [{ id: 'r1', conditions: [{ segment: 'vip' }], serve: { variant: 'on' } }];
    const segments = { vip: { include: ['u1'], exclude: [], rules: [] } };
    const flags = { f: aFlag({ rules, fallthrough: { variant: 'off' } }) };
    const setting = createSetting(aRuleset({ flags, segments }));
    const provider = await started(setting);

    await evaluate(provider, { targetingKey: 'u1' }, 3);
    await setting.time.advance(59_999);
    await evaluate(provider, { targetingKey: 'u2' }, 2);
    await setting.time.advance(1);
    await evaluate(provider, { targetingKey: 'u2' }, 4);
    await flush(setting);

    expect(sent(setting, 'counts')).toEqual([
      { flag: 'f', variant: 'on', ruleId: 'r1', reason: 'TARGETING_MATCH', minute: noon, count: 3 },
      { flag: 'f', variant: 'off', reason: 'DEFAULT', minute: noon, count: 2 },
      { flag: 'f', variant: 'off', reason: 'DEFAULT', minute: '2026-11-23T12:01:00.000Z', count: 4 },
    ]);
    expectValid(setting);
    await provider.onClose();
  });

  test('of one answer stay one count across rulesets', async () => {
    const before = aRuleset({ flags: { f: aFlag() } });
    const setting = createSetting(before);
    const provider = await started(setting);

    await evaluate(provider, {}, 2);
    setting.server.latest().patch(diff(before, aRuleset({ version: 2, flags: { f: aFlag(), g: aFlag() } })));
    await settle();
    await evaluate(provider, {}, 3);
    await flush(setting);

    expect(
      sent(setting, 'counts')
        .map(({ count }) => count)
        .reduce((a, b) => a + b),
    ).toBe(5);
    await provider.onClose();
  });

  test('hold nothing of unknown flags or wrong types', async () => {
    const setting = oneFlag();
    const provider = await started(setting);

    await evaluate(provider, {}, 1, 'unknown');
    await provider.resolveStringEvaluation('f', '', {});
    await flush(setting);

    expect(sent(setting, 'counts')).toEqual([]);
    await provider.onClose();
  });
});

test('attributes are names and types, never values', async () => {
  const setting = oneFlag();
  const provider = await started(setting);
  const secret = 'person@private.example';

  await evaluate(
    provider,
    {
      targetingKey: secret,
      plan: secret,
      age: 7,
      vip: true,
      tags: [secret],
      home: { street: secret },
      since: new Date(),
      none: null,
    },
    400,
  );
  await flush(setting);

  expect(sent(setting, 'attributes')).toEqual([
    { name: 'targetingKey', type: 'string' },
    { name: 'plan', type: 'string' },
    { name: 'age', type: 'number' },
    { name: 'vip', type: 'boolean' },
    { name: 'tags', type: 'array' },
    { name: 'home', type: 'object' },
    { name: 'since', type: 'string' },
  ]);
  expect(JSON.stringify(setting.server.batches)).not.toContain(secret);
  await provider.onClose();
});

describe('receipts', () => {
  test('name the version in use within a second, once for a burst', async () => {
    const setting = createSetting(aRuleset({ version: 3 }));
    const provider = await started(setting, { service: 'web', serviceVersion: '1.2.0', commit: 'abc' });
    for (const version of [4, 5, 6]) setting.server.latest().ruleset(aRuleset({ version }));
    await settle();

    await setting.time.advance(1_000);

    expect(setting.server.batches).toEqual([
      {
        batch: expect.any(String),
        instance: expect.any(String),
        sdk: `slipway-node/${packageJson.version}`,
        service: 'web',
        serviceVersion: '1.2.0',
        commit: 'abc',
        applied: { epoch: 1, version: 6, at: noon },
      },
    ]);
    expectValid(setting);
    await provider.onClose();
  });

  test('are repeated while nothing happens, so that the instance counts as connected', async () => {
    const setting = oneFlag();
    const provider = await started(setting);

    for (let beat = 0; beat < 40; beat += 1) {
      await setting.time.advance(15_000);
      setting.server.latest().heartbeat({ epoch: 1, version: 1 });
    }

    expect(setting.server.batches.length).toBeGreaterThanOrEqual(9);
    expect(setting.server.batches.length).toBeLessThanOrEqual(11);
    expect(setting.server.batches.every(({ applied }) => applied?.version === 1)).toBe(true);
    await provider.onClose();
  });
});

describe('observed flags', () => {
  test('have outcomes and latency by the variant that the unit was served', async () => {
    const setting = createSetting(
      aRuleset({
        flags: {
          f: aFlag({
            observe: true,
            targets: [{ variant: 'on', keys: ['u1'] }],
            fallthrough: { variant: 'off' },
          }),
          silent: aFlag(),
        },
      }),
    );
    const provider = await started(setting);
    for (const targetingKey of ['u1', 'u2']) {
      await evaluate(provider, { targetingKey });
      await evaluate(provider, { targetingKey }, 1, 'silent');
    }

    provider.track('checkout-error', { targetingKey: 'u1' });
    provider.track('checkout-error', { targetingKey: 'u1' }, { bad: false });
    provider.track('checkout-error', { targetingKey: 'u2' }, { bad: false });
    provider.track('checkout', { targetingKey: 'u2' }, { latencyMs: 183 });
    provider.track('checkout', { targetingKey: 'u2' }, { latencyMs: 99_999 });
    provider.track('checkout-error', { targetingKey: 'never-seen' });
    await flush(setting);

    expect(sent(setting, 'observed')).toEqual([
      { flag: 'f', variant: 'on', minute: noon, outcomes: { 'checkout-error': [1, 2] } },
      {
        flag: 'f',
        variant: 'off',
        minute: noon,
        outcomes: { 'checkout-error': [0, 1] },
        latencyMs: [
          [200, 1],
          [60_000, 1],
        ],
      },
    ]);
    expectValid(setting);
    await provider.onClose();
  });

  test('have a sketch from which the number of distinct units can be told', async () => {
    const setting = oneFlag({ observe: true });
    const provider = await started(setting);
    for (let user = 0; user < 2_000; user += 1) await evaluate(provider, { targetingKey: `user-${user}` }, 2);
    await flush(setting);

    const [sketch, ...others] = sent(setting, 'sketches');

    expect(others).toEqual([]);
    const registers = Buffer.from(sketch?.hll ?? '', 'base64');
    expect(registers.length).toBe(4_096);
    const digest = createHash('sha256').update('user-0').digest();
    const hash = digest.readBigUInt64BE(0);
    const rank =
      53 - (hash & ((1n << 52n) - 1n)).toString(2).length + Number((hash & ((1n << 52n) - 1n)) === 0n);
    expect(registers[Number(hash >> 52n)]).toBeGreaterThanOrEqual(rank);
    const harmonic = registers.reduce((sum, register) => sum + 2 ** -register, 0);
    const zeros = registers.filter((register) => register === 0).length;
    const estimate = ((0.7213 / (1 + 1.079 / 4_096)) * 4_096 ** 2) / harmonic;
    const linear = 4_096 * Math.log(4_096 / zeros);
    expect(estimate < 2.5 * 4_096 ? linear : estimate).toBeGreaterThan(1_900);
    expect(estimate < 2.5 * 4_096 ? linear : estimate).toBeLessThan(2_100);
    await provider.onClose();
  });
});

describe('measured stages', () => {
  const key = Buffer.from('a key of this measure').toString('base64');
  const hash = (unit: string) =>
    createHmac('sha256', 'a key of this measure').update(unit).digest('hex').slice(0, 32);
  const split = {
    by: 'account.id',
    salt: 's',
    algorithm: 1 as const,
    weights: [['on', 100_000]] as [string, number][],
  };
  const measured = () =>
    createSetting(
      aRuleset({
        measureKeys: { m_1: key },
        flags: {
          f: aFlag({
            fallthrough: { variant: 'off' },
            rules: [
              {
                id: 'rel.2',
                release: 'rel',
                stage: 2,
                measure: { id: 'm_1', metrics: ['checkout-error', 'checkout-time'], windowMs: 20_000 },
                conditions: [],
                serve: { split },
              },
            ],
          }),
        },
      }),
    );
  const account = (id: string) => ({ targetingKey: 'someone', account: { id } });

  test('report each unit once, as a keyed hash of what the split buckets by', async () => {
    const setting = measured();
    const provider = await started(setting);

    await evaluate(provider, account('a1'), 3);
    await flush(setting);
    await evaluate(provider, account('a1'));
    await flush(setting);

    expect(sent(setting, 'exposures')).toEqual([
      { measure: 'm_1', flag: 'f', stage: 2, variant: 'on', unit: hash('a1'), at: noon },
    ]);
    expectValid(setting);
    await provider.onClose();
  });

  test('report what went wrong and how long it took, also in a process that served nothing', async () => {
    const setting = measured();
    const provider = await started(setting);

    provider.track('checkout-error', account('a1') as never);
    provider.track('checkout-error', account('a2') as never, { bad: false });
    provider.track('checkout-time', account('a2') as never, { latencyMs: 183 });
    provider.track('something-else', account('a2') as never);
    await flush(setting);

    expect(sent(setting, 'outcomes')).toEqual([
      { measure: 'm_1', metric: 'checkout-error', unit: hash('a1'), at: noon },
      { measure: 'm_1', metric: 'checkout-time', unit: hash('a2'), value: 183, at: noon },
    ]);
    expectValid(setting);
    await provider.onClose();
  });
});

describe('a batch', () => {
  test('is sent again under its own id until it is accepted, in order', async () => {
    const setting = oneFlag();
    const provider = await started(setting);
    await setting.time.advance(1_000);
    const received: string[] = [];
    const { fetch } = setting.server;
    let refusals = 3;
    setting.server.answers.telemetry = async () => new Response(null, { status: refusals-- > 0 ? 503 : 202 });
    setting.server.fetch = (url, init) => {
      if (url.endsWith('telemetry')) received.push(JSON.parse(String(init.body)).batch);
      return fetch(url, init);
    };

    await evaluate(provider, {}, 5);
    await setting.time.advance(60_000);

    expect(received.length).toBeGreaterThanOrEqual(4);
    expect(new Set(received.slice(0, 4)).size).toBe(1);
    await provider.onClose();
  });

  test.each([400, 413, 422])('that the server will never take (%s) is given up', async (status) => {
    const setting = oneFlag();
    setting.server.answers.telemetry = async () => new Response(null, { status });
    const provider = await started(setting);
    await evaluate(provider, {}, 5);
    await flush(setting);
    setting.server.answers.telemetry = undefined;

    await evaluate(provider, {}, 2);
    await flush(setting);

    expect(sent(setting, 'counts').map(({ count }) => count)).toEqual([2]);
    await provider.onClose();
  });

  test('is not awaited by evaluation, and a dead server fills nothing', async () => {
    const setting = oneFlag({ observe: true });
    const provider = await started(setting);
    setting.server.answers.telemetry = () => new Promise(() => {});

    for (let minute = 0; minute < 120; minute += 1) {
      for (let user = 0; user < 20; user += 1)
        await evaluate(provider, { targetingKey: `${minute}-${user}` });
      await setting.time.advance(60_000);
      setting.server.latest().heartbeat({ epoch: 1, version: 1 });
    }
    expect(setting.logs.join()).toContain('dropped');
    setting.server.answers.telemetry = undefined;
    await setting.time.advance(120_000);

    expect(setting.server.batches.length).toBeLessThanOrEqual(bounds.batches + 15);
    expectValid(setting);
    await provider.onClose();
  });

  test('never exceeds what the server takes, whatever the application does', async () => {
    const flags = Object.fromEntries(
      Array.from({ length: 600 }, (_, n) => [`f${n}`, aFlag({ observe: true })]),
    );
    const setting = createSetting(aRuleset({ flags }));
    const provider = await started(setting);

    for (let n = 0; n < 600; n += 1) {
      const targetingKey = `u${n % 7}`;
      await evaluate(provider, { targetingKey, [`attribute-${n}-${'x'.repeat(n)}`]: n }, 1, `f${n}`);
      provider.track(`event-${n}`, { targetingKey });
      provider.track('x'.repeat(10_000), { targetingKey });
    }
    await flush(setting);

    expectValid(setting);
    for (const batch of setting.server.batches)
      expect(JSON.stringify(batch).length).toBeLessThan(4 * 1024 * 1024);
    await provider.onClose();
  });

  test('with what is left is sent on close, which waits a second and a half at most', async () => {
    const setting = oneFlag();
    const provider = await started(setting);
    await setting.time.advance(1_000);
    await evaluate(provider, {}, 3);
    await provider.onClose();
    expect(sent(setting, 'counts').map(({ count }) => count)).toEqual([3]);

    const hanging = oneFlag();
    const second = await started(hanging);
    await evaluate(second, {}, 3);
    hanging.server.answers.telemetry = () => new Promise(() => {});
    let isClosed = false;
    const closing = second.onClose().then(() => {
      isClosed = true;
    });
    await hanging.time.advance(1_499);
    expect(isClosed).toBe(false);
    await hanging.time.advance(1);
    await closing;
    expect(hanging.time.waiting()).toBe(0);
  });

  test('is not sent at all when telemetry is off', async () => {
    const setting = oneFlag();
    const provider = await started(setting, { telemetry: false });
    await evaluate(provider, {}, 3);
    await flush(setting);
    await provider.onClose();

    expect(setting.server.requests.map(({ path }) => path)).toEqual(['/sdk/v1/stream']);
  });
});

describe('what the server would refuse', () => {
  const names = {
    'half a surrogate pair': 'a\ud800',
    'U+0000': 'a\u0000b',
    'too many characters': 'x'.repeat(501),
    nothing: '',
  };

  test.each(Object.entries(names))('as a name of %s is left out and counted', async (_, name) => {
    const setting = oneFlag({ observe: true });
    const provider = await started(setting);

    await evaluate(provider, { targetingKey: 'u', [name]: 1 });
    provider.track(name, { targetingKey: 'u' });
    provider.track('failed', { targetingKey: 'u' });
    await flush(setting);

    expect(sent(setting, 'attributes')).toEqual([{ name: 'targetingKey', type: 'string' }]);
    expect(sent(setting, 'observed')).toMatchObject([{ outcomes: { failed: [1, 1] } }]);
    expect(setting.logs.join()).toContain('dropped 2 records');
    expectValid(setting);
    await provider.onClose();
  });

  test('of who is asking is cut', async () => {
    const setting = oneFlag();
    const long = `${'x'.repeat(499)}😀`;
    const commit = 7 as never;
    const provider = await started(setting, { service: long, serviceVersion: 'a\u0000b', commit });

    await flush(setting);

    expect(setting.server.batches[0]).toMatchObject({
      service: `${'x'.repeat(499)}\ufffd`,
      serviceVersion: 'ab',
    });
    expect(setting.server.batches[0]).not.toHaveProperty('commit');
    expectValid(setting);
    await provider.onClose();
  });
});

describe('memory', () => {
  const megabyte = (n: number) => Buffer.alloc(1_000_000, `${n}-`.padEnd(8, 'u')).toString('latin1');

  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  function usedMegabytes(): number {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1_000_000;
  }

  const measured = (by: string) =>
    createSetting(
      aRuleset({
        flags: {
          f: aFlag({
            observe: true,
            rules: [
              {
                id: 'r',
                conditions: [],
                stage: 1,
                measure: { id: 'm', metrics: ['failed'], windowMs: 60_000 },
                serve: { split: { by, salt: 's', algorithm: 1, weights: [['on', 100_000]] } },
              },
            ],
          }),
        },
        measureKeys: { m: Buffer.alloc(32, 7).toString('base64') },
      }),
    );

  test.each([
    { given: 'are a megabyte long', unitOf: megabyte },
    { given: 'are a short part of a megabyte', unitOf: (n: number) => megabyte(n).slice(0, 40) },
  ])('is not held by targeting keys that $given', async ({ unitOf }) => {
    const setting = measured('targetingKey');
    const provider = await started(setting);
    const before = usedMegabytes();

    for (let n = 0; n < 150; n += 1) {
      await evaluate(provider, { targetingKey: unitOf(n) });
      provider.track('failed', { targetingKey: unitOf(n) });
    }

    expect(usedMegabytes() - before).toBeLessThan(75);
    await flush(setting);
    expect(sent(setting, 'observed')).toMatchObject([{ outcomes: { failed: [150, 150] } }]);
    expect(sent(setting, 'exposures')).toHaveLength(150);
    expect(new Set(sent(setting, 'outcomes').map(({ unit }) => unit)).size).toBe(150);
    expectValid(setting);
    await provider.onClose();
  });

  test('holds the latest flags of a unit, and says that it forgot others', async () => {
    const keys = Array.from({ length: bounds.flagsPerUnit + 3 }, (_, n) => `f${n}`);
    const flags = Object.fromEntries(keys.map((key) => [key, aFlag({ observe: true })]));
    const setting = createSetting(aRuleset({ flags }));
    const provider = await started(setting);
    for (const key of keys) await evaluate(provider, { targetingKey: 'u' }, 1, key);

    provider.track('failed', { targetingKey: 'u' });
    await flush(setting);

    const reached = sent(setting, 'observed').map(({ flag }) => flag);
    expect(reached.sort()).toEqual(keys.slice(3).sort());
    expect(setting.logs.join()).toContain('dropped 3 records');
    await provider.onClose();
  });
});

test('track never throws', async () => {
  const setting = oneFlag({ observe: true });
  const provider = await started(setting);
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('no');
      },
      ownKeys: () => {
        throw new Error('no');
      },
    },
  );

  for (const context of [undefined, null, 7, hostile, { targetingKey: hostile }]) {
    for (const details of [undefined, null, { bad: 'yes' }, { latencyMs: Number.NaN }, hostile]) {
      provider.track('event', context as never, details as never);
      provider.track(undefined as never, context as never, details as never);
    }
  }

  await flush(setting);
  expectValid(setting);
  await provider.onClose();
});
