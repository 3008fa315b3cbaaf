import { ProviderEvents } from '@openfeature/server-sdk';
import { diff } from '@slipway/engine';
import { describe, expect, test } from 'vitest';
import { settle } from '../../../../test/support/manual-time.ts';
import { aRuleset, markedRuleset } from '../../../../test/support/rulesets.ts';
import { createSetting, type Setting, started } from '../../../../test/support/scripted-provider.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { SlipwayProvider } from './provider.ts';

const v = (version: number, epoch = 1) => markedRuleset(epoch, version);
const version = (provider: SlipwayProvider) => provider.current()?.version;
const streams = ({ server }: Setting) =>
  server.requests.filter(({ path }) => path === '/sdk/v1/stream').length;
const fulls = ({ server }: Setting) =>
  server.requests.filter(({ path }) => path === '/sdk/v1/ruleset').length;

function statesOf(provider: SlipwayProvider): string[] {
  const states: string[] = [];
  const { Ready, Stale, Error: Failed } = ProviderEvents;
  for (const event of [Ready, Stale, Failed])
    provider.events.addHandler(event, () => void states.push(event));
  return states;
}

test('every request names the SDK with the version of its package', async () => {
  const setting = createSetting(v(1));
  const provider = await started(setting);
  await setting.time.advance(2_000);
  await provider.onClose();

  const names = setting.server.requests.map(({ path, headers }) => [path, headers.get('user-agent')]);
  expect(names).toEqual([
    ['/sdk/v1/stream', `slipway-node/${packageJson.version}`],
    ['/sdk/v1/telemetry', `slipway-node/${packageJson.version}`],
  ]);
});

describe('a stream', () => {
  test('applies patch after patch', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);

    setting.server.latest().patch(diff(v(1), v(2)));
    setting.server.latest().patch(diff(v(2), v(5)));
    await settle();

    expect(version(provider)).toBe(5);
    expect(fulls(setting)).toBe(0);
    await provider.onClose();
  });

  test.each([
    { given: 'starts from another version', patch: diff(v(4), v(5)) },
    { given: 'has a digest that does not fit', patch: { ...diff(v(1), v(5)), digest: 'sha256:00' } },
    { given: 'belongs to a new epoch', patch: diff(v(1), v(5, 2)) },
  ])('fetches the full ruleset when a patch $given', async ({ patch }) => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    setting.server.full = v(5, patch.epoch);

    setting.server.latest().patch(patch);
    await settle();

    expect(provider.current()).toMatchObject({ epoch: patch.epoch, version: 5 });
    expect(fulls(setting)).toBe(1);
    await provider.onClose();
  });

  test('asks for nothing when a patch brings what is held already', async () => {
    const setting = createSetting(v(5));
    const provider = await started(setting);

    setting.server.latest().patch(diff(v(2), v(3)));
    setting.server.latest().patch(diff(v(4), v(5)));
    await settle();

    expect(version(provider)).toBe(5);
    expect(fulls(setting)).toBe(0);
    await provider.onClose();
  });

  test('catches up when a patch overtakes the full ruleset that is being fetched', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    let answer: (response: Response) => void = () => {};
    setting.server.answers.ruleset = () => new Promise((resolve) => (answer = resolve));

    setting.server.latest().patch(diff(v(2), v(3)));
    await settle();
    setting.server.latest().patch(diff(v(3), v(4)));
    await settle();
    setting.server.answers.ruleset = undefined;
    setting.server.full = v(4);
    answer(Response.json(v(3)));
    await settle();

    expect(version(provider)).toBe(4);
    await provider.onClose();
  });

  test('fetches the full ruleset when a heartbeat is ahead of what is held', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    setting.server.full = v(8);

    setting.server.latest().heartbeat({ epoch: 1, version: 8 });
    await settle();

    expect(version(provider)).toBe(8);
    await provider.onClose();
  });

  test('is left for a new one, without its id, when the full ruleset cannot be fetched either', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    setting.server.answers.ruleset = async () => new Response(null, { status: 500 });

    setting.server.latest().patch(diff(v(4), v(5)));
    await settle();
    setting.server.full = v(5);
    await setting.time.advance(30_000);

    expect(version(provider)).toBe(5);
    expect(setting.server.latest().headers.has('last-event-id')).toBe(false);
    await provider.onClose();
  });

  test.each([
    { given: 'JSON that is none', send: 'event: patch\ndata: {"epoch":1,\n\n' },
    { given: 'a patch without its parts', send: 'event: patch\ndata: {"epoch":1,"from":1,"to":2}\n\n' },
    {
      given: 'a ruleset of another format',
      send: `event: ruleset\ndata: ${JSON.stringify({ ...v(9), format: 2, now: 1 })}\n\n`,
    },
    {
      given: 'a ruleset whose digest is wrong',
      send: `event: ruleset\ndata: ${JSON.stringify({ ...v(9), digest: 'x', now: 1 })}\n\n`,
    },
    {
      given: 'a list as flags',
      send: `event: ruleset\ndata: ${JSON.stringify({ ...v(9), flags: [], now: 1 })}\n\n`,
    },
    { given: 'a heartbeat without a time', send: 'event: heartbeat\ndata: {"epoch":1,"version":9}\n\n' },
  ])('that sends $given is left, and what was held stays', async ({ send }) => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    const first = setting.server.latest();

    first.raw(send);
    await settle();

    expect(first.isOpen()).toBe(false);
    expect(version(provider)).toBe(1);
    await setting.time.advance(1_000);
    expect(streams(setting)).toBe(2);
    await provider.onClose();
  });

  test('ignores events that it does not know', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);

    setting.server.latest().send('constructor', {});
    setting.server.latest().send('news', { any: 'thing' });
    setting.server.latest().patch(diff(v(1), v(2)));
    await settle();

    expect(version(provider)).toBe(2);
    await provider.onClose();
  });

  test('reads an event that arrives in pieces, in the middle of a character', async () => {
    const [before, after] = [
      aRuleset(),
      aRuleset({ version: 2, segments: { ü: { include: ['é'], exclude: [], rules: [] } } }),
    ];
    const setting = createSetting();
    const bytes = Buffer.from(`event: ruleset\ndata: ${JSON.stringify({ ...after, now: 1 })}\n\n`);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      },
    });
    setting.server.answers.stream = async () =>
      new Response(body, { headers: { 'content-type': 'text/event-stream' } });

    const provider = await started(setting);

    expect(before.version).toBe(1);
    expect(version(provider)).toBe(2);
    await provider.onClose();
  });

  test('resumes from the id of the version that is held', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    setting.server.latest().patch(diff(v(1), v(2)));
    await settle();

    setting.server.latest().end();
    await setting.time.advance(1_000);

    expect(setting.server.latest().headers.get('last-event-id')).toBe('1.2.mac');
    await provider.onClose();
  });

  test('without a byte for 40 s is dead', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    const first = setting.server.latest();

    await setting.time.advance(39_000);
    expect(first.isOpen()).toBe(true);
    await setting.time.advance(1_001);

    expect(first.isOpen()).toBe(false);
    await setting.time.advance(1_000);
    expect(streams(setting)).toBe(2);
    await provider.onClose();
  });

  test('with bytes but no event for 3 minutes is a zombie', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    const first = setting.server.latest();

    for (let second = 0; second <= 190; second += 10) {
      first.raw(': still here\n');
      await setting.time.advance(10_000);
    }

    expect(first.isOpen()).toBe(false);
    await provider.onClose();
  });

  test('with an endless event is left before it fills the memory', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    const first = setting.server.latest();
    const megabyte = 'x'.repeat(1_000_000);

    first.raw('data: ');
    for (let sent = 0; sent < 70 && first.isOpen(); sent += 1) {
      first.raw(megabyte);
      await settle(1);
    }

    expect(first.isOpen()).toBe(false);
    await provider.onClose();
  });
});

describe('reconnecting', () => {
  test('waits longer each time, up to a cap, spread over the whole interval', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    setting.server.answers.stream = () => Promise.reject(new Error('refused'));
    const attempts: number[] = [];

    setting.server.latest().end();
    await settle();
    for (let at = 0; at < 120_000; at += 250) {
      const before = streams(setting);
      await setting.time.advance(250);
      if (streams(setting) > before) attempts.push(at + 250);
    }

    // random() is 0.5, so each wait is half of its interval.
    expect(attempts.slice(0, 7)).toEqual([500, 1_500, 3_500, 7_500, 15_500, 30_500, 45_500]);
    await provider.onClose();
  });

  test.each([
    { given: '429 with seconds', status: 429, header: '30', waitMs: 30_000 },
    {
      given: '503 with a date',
      status: 503,
      header: new Date(Date.UTC(2026, 10, 23, 12, 1)).toUTCString(),
      waitMs: 60_000,
    },
    { given: '503 with nonsense', status: 503, header: 'soon', waitMs: 500 },
  ])('honours Retry-After: $given', async ({ status, header, waitMs }) => {
    const setting = createSetting();
    setting.server.answers.stream = async () =>
      new Response(null, { status, headers: { 'retry-after': header } });
    const provider = setting.provider();
    provider.initialize().catch(() => {});
    await settle();

    await setting.time.advance(waitMs - 1);
    expect(streams(setting)).toBe(1);
    await setting.time.advance(1);

    expect(streams(setting)).toBe(2);
    await provider.onClose();
  });

  test('starts anew from short waits after a connection that lived', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    setting.server.answers.stream = () => Promise.reject(new Error('refused'));
    setting.server.latest().end();
    await setting.time.advance(120_000);
    setting.server.answers.stream = undefined;
    await setting.time.advance(1_000);
    await setting.time.advance(11_000);
    setting.server.latest().heartbeat(v(1));
    await settle();
    const before = streams(setting);

    setting.server.latest().end();
    await settle();
    await setting.time.advance(500);

    expect(streams(setting)).toBe(before + 1);
    await provider.onClose();
  });

  test('follows no redirect', async () => {
    const setting = createSetting(v(1));
    setting.server.answers.stream = async () =>
      new Response(null, { status: 302, headers: { location: 'http://evil.test' } });
    const provider = setting.provider();
    provider.initialize().catch(() => {});
    await settle();

    expect(setting.server.requests.map(({ url }) => new URL(url).host)).toEqual(['slipway.test']);
    expect(setting.logs.join()).toContain('configure the final url');
    await provider.onClose();
  });
});

describe('a refused token', () => {
  test.each([401, 403])(
    '(%s) is an error that keeps answering and is probed every 1 to 5 minutes',
    async (status) => {
      const setting = createSetting(v(1));
      const provider = await started(setting);
      const states = statesOf(provider);
      setting.server.answers.stream = async () => new Response(null, { status });
      setting.server.latest().end();
      await setting.time.advance(1_000);
      expect(states).toEqual([ProviderEvents.Error]);
      expect(version(provider)).toBe(1);
      const probes = streams(setting);

      await setting.time.advance(59_000);
      expect(streams(setting)).toBe(probes);
      setting.server.answers.stream = undefined;
      setting.server.full = v(2);
      await setting.time.advance(125_000);

      expect(streams(setting)).toBe(probes + 1);
      expect(version(provider)).toBe(2);
      expect(states).toEqual([ProviderEvents.Error, ProviderEvents.Ready]);
      await provider.onClose();
    },
  );

  test('is read again, and a rotated one is tried at once', async () => {
    const setting = createSetting(v(1));
    let token = 'old';
    const provider = await started(setting, { token: () => token });
    setting.server.answers.stream = async () => {
      token = 'new';
      return new Response(null, { status: 401 });
    };

    setting.server.latest().end();
    await settle();
    await setting.time.advance(500);
    setting.server.answers.stream = undefined;
    await setting.time.advance(5_000);

    expect(setting.server.latest().headers.get('authorization')).toBe('Bearer new');
    await provider.onClose();
  });

  test.each([
    { given: 'throws', token: () => Promise.reject(new Error('vault is sealed')), log: 'vault is sealed' },
    { given: 'gives nothing', token: () => '', log: 'no usable token' },
  ])('source that $given costs neither answers nor the process', async ({ token, log }) => {
    const setting = createSetting(v(1));
    const provider = setting.provider({ token, bootstrap: v(3) });

    await provider.initialize();

    expect(version(provider)).toBe(3);
    expect(setting.logs.join()).toContain(log);
    await provider.onClose();
  });
});

describe('a lost connection', () => {
  test('is stale only after a grace, and ready again when it is back', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    const states = statesOf(provider);
    setting.server.answers.stream = () => Promise.reject(new Error('refused'));

    setting.server.latest().fail();
    await setting.time.advance(19_000);
    expect(states).toEqual([]);
    await setting.time.advance(2_000);
    expect(states).toEqual([ProviderEvents.Stale]);
    setting.server.answers.stream = undefined;
    await setting.time.advance(31_000);

    expect(states).toEqual([ProviderEvents.Stale, ProviderEvents.Ready]);
    await provider.onClose();
  });

  test.each([
    { given: 'something is remembered', bootstrap: v(1), said: 'Last known flags stay in use' },
    { given: 'nothing is remembered', bootstrap: undefined, said: 'Code defaults apply' },
  ])('is told with what answers meanwhile when $given', async ({ bootstrap, said }) => {
    const setting = createSetting();
    setting.server.answers.stream = () => Promise.reject(new Error('connection refused'));
    const provider = setting.provider({ initTimeoutMs: 1_500, ...(bootstrap && { bootstrap }) });

    const initialized = provider.initialize().catch(() => {});
    await setting.time.advance(1_500);
    await initialized;

    expect(setting.logs.filter((line) => line.includes('connection refused'))).toEqual([
      `Slipway at http://slipway.test: connection refused. ${said}; reconnecting.`,
    ]);
    await provider.onClose();
  });

  test('is told once, not at every attempt', async () => {
    const setting = createSetting(v(1));
    const provider = await started(setting);
    setting.server.answers.stream = () => Promise.reject(new Error('connection refused'));

    setting.server.latest().fail();
    await setting.time.advance(600_000);

    expect(setting.logs.filter((line) => line.includes('connection refused'))).toHaveLength(1);
    await provider.onClose();
  });
});
