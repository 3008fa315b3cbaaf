import { ErrorCode, OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/server-sdk';
import { diff } from '@slipway/engine';
import { afterEach, describe, expect, test } from 'vitest';
import { settle } from '../../../../test/support/manual-time.ts';
import { aFlag, aRuleset, markedRuleset } from '../../../../test/support/rulesets.ts';
import { createSetting, started } from '../../../../test/support/scripted-provider.ts';
import { SlipwayProvider } from './provider.ts';

afterEach(() => OpenFeature.clearProviders());

const none = {};

describe('an answer', () => {
  test('carries value, variant, reason and Slipway’s own metadata over the flag’s', async () => {
    const rule = { id: 'r1', conditions: [], serve: { variant: 'on' } };
    const flag = aFlag({ version: 7, rules: [rule], metadata: { team: 'checkout', version: 'mine' } });
    const provider = await started(createSetting(aRuleset({ version: 9, flags: { f: flag } })));

    const details = await provider.resolveBooleanEvaluation('f', false, none);

    expect(details).toEqual({
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
      flagMetadata: { team: 'checkout', version: 7, flagSetId: 'academy/production', ruleId: 'r1' },
    });
    await provider.onClose();
  });

  test('without the unit that a split needs is the off variant, by default, and the code is in the metadata', async () => {
    const split = {
      by: 'targetingKey',
      salt: 's',
      algorithm: 1 as const,
      weights: [['on', 100_000] as [string, number]],
    };
    const provider = await started(
      createSetting(aRuleset({ flags: { f: aFlag({ fallthrough: { split } }) } })),
    );

    const details = await provider.resolveBooleanEvaluation('f', true, none);

    expect(details).toMatchObject({ value: false, variant: 'off', reason: 'DEFAULT' });
    expect(details.errorCode).toBeUndefined();
    expect(details.flagMetadata).toMatchObject({ errorCode: 'TARGETING_KEY_MISSING' });
    await provider.onClose();
  });

  test.each([
    { given: 'an unknown flag', key: 'nobody', code: ErrorCode.FLAG_NOT_FOUND },
    { given: 'a name that every object has', key: 'constructor', code: ErrorCode.FLAG_NOT_FOUND },
    { given: 'a flag of another type', key: 'text', code: ErrorCode.TYPE_MISMATCH },
    { given: 'a flag that cannot be read', key: 'broken', code: ErrorCode.PARSE_ERROR },
    { given: 'a second flag that cannot be read', key: 'broken-too', code: ErrorCode.PARSE_ERROR },
  ])('for $given is the code default with $code', async ({ key, code }) => {
    const text = aFlag({ type: 'string', variants: { on: 'a', off: 'b' } });
    const broken = aFlag({ offVariant: 'nowhere' });
    const provider = await started(
      createSetting(aRuleset({ flags: { text, broken, 'broken-too': broken } })),
    );

    const details = await provider.resolveBooleanEvaluation(key, true, none);

    expect(details).toMatchObject({ value: true, reason: 'ERROR', errorCode: code });
    expect(details.errorMessage).toContain(key);
    await provider.onClose();
  });

  test('that is an object cannot be changed by who received it', async () => {
    const flag = aFlag({ type: 'object', variants: { on: { list: [1] }, off: {} } });
    const provider = await started(createSetting(aRuleset({ flags: { f: flag } })));

    const { value } = await provider.resolveObjectEvaluation<{ list: number[] }>('f', { list: [] }, none);

    expect(() => value.list.push(2)).toThrow(TypeError);
    expect((await provider.resolveObjectEvaluation('f', {}, none)).value).toEqual({ list: [1] });
    await provider.onClose();
  });
});

describe('initialize', () => {
  test('is ready with the first ruleset of the stream', async () => {
    const setting = createSetting(markedRuleset(1, 5));
    const provider = setting.provider();

    await OpenFeature.setProviderAndWait(provider);

    expect(OpenFeature.getClient().providerStatus).toBe(ProviderStatus.READY);
    expect(provider.current()).toEqual({
      project: 'academy',
      environment: 'production',
      epoch: 1,
      version: 5,
    });
  });

  test('gives up at its limit when nothing answers, and heals when something does', async () => {
    const setting = createSetting();
    setting.server.answers.stream = () => new Promise(() => {});
    const waiting = OpenFeature.setProviderAndWait(setting.provider({ initTimeoutMs: 3_000 }));
    const outcome = waiting.then(
      () => 'ready',
      (error: Error) => error.message,
    );

    await setting.time.advance(3_000);
    expect(await outcome).toContain('no ruleset within 3000 ms');
    const client = OpenFeature.getClient();
    expect(client.providerStatus).toBe(ProviderStatus.ERROR);
    expect(await client.getStringDetails('position', 'code')).toMatchObject({
      value: 'code',
      errorCode: ErrorCode.PROVIDER_NOT_READY,
    });

    setting.server.answers.stream = undefined;
    setting.server.full = markedRuleset(1, 1);
    await setting.time.advance(60_000);

    expect(client.providerStatus).toBe(ProviderStatus.READY);
    expect(await client.getStringValue('position', 'code')).toBe('1.1');
  });

  test('answers from the bootstrap at once when the first attempt fails, and says that it is stale', async () => {
    const setting = createSetting();
    setting.server.answers.stream = () => Promise.reject(new Error('refused'));
    const provider = setting.provider({ bootstrap: { ...markedRuleset(1, 3), digest: '' } });

    await OpenFeature.setProviderAndWait(provider);
    const client = OpenFeature.getClient();
    expect(await client.getStringValue('position', 'code')).toBe('1.3');
    await setting.time.advance(0);

    expect(client.providerStatus).toBe(ProviderStatus.STALE);
  });

  test('prefers the server’s content of a version over the application’s own copy of it', async () => {
    const setting = createSetting(markedRuleset(1, 3));
    const edited = aRuleset({
      version: 3,
      flags: { position: aFlag({ type: 'string', variants: { on: 'edited', off: '' } }) },
    });
    const provider = await started(setting, { bootstrap: edited });

    expect((await provider.resolveStringEvaluation('position', 'code', none)).value).toBe('1.3');
    await provider.onClose();
  });

  test.each([
    { given: 'no url', options: { url: '' }, problem: 'No url' },
    { given: 'a url that is none', options: { url: 'slipway' }, problem: 'is not a URL' },
    { given: 'another scheme', options: { url: 'ftp://slipway.test' }, problem: 'https or http' },
    { given: 'no token', options: { token: '' }, problem: 'No token' },
    { given: 'a token over two lines', options: { token: 'a\r\nX-Evil: 1' }, problem: 'characters' },
  ])('is fatal for $given', async ({ options, problem }) => {
    const setting = createSetting();
    const waiting = OpenFeature.setProviderAndWait(setting.provider(options));

    await expect(waiting).rejects.toThrow(problem);

    expect(OpenFeature.getClient().providerStatus).toBe(ProviderStatus.FATAL);
    expect(setting.server.requests).toEqual([]);
  });

  test('reads url and token from the environment that Slipway runs', async () => {
    const setting = createSetting(markedRuleset(1, 1));
    const environment = { SLIPWAY_URL: 'http://from.environment', SLIPWAY_TOKEN: 'injected' };
    const platform = { ...setting.platform, environment };
    const provider = new SlipwayProvider({ platform });

    await provider.initialize();

    expect(setting.server.requests[0]?.url).toBe('http://from.environment/sdk/v1/stream');
    expect(setting.server.latest().headers.get('authorization')).toBe('Bearer injected');
    await provider.onClose();
  });
});

describe('a change', () => {
  async function changed(before = aRuleset(), after = aRuleset()) {
    const setting = createSetting(before);
    const provider = await started(setting);
    const seen: (string[] | undefined)[] = [];
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, (details) => {
      seen.push(details?.flagsChanged as string[] | undefined);
    });
    setting.server.latest().patch(diff(before, after));
    await settle();
    await provider.onClose();
    return seen;
  }

  test('is announced with the flags that changed', async () => {
    const flags = { a: aFlag(), b: aFlag(), gone: aFlag() };
    const { gone: _, ...kept } = flags;

    const seen = await changed(
      aRuleset({ flags }),
      aRuleset({ version: 2, flags: { ...kept, b: aFlag({ killed: true }), born: aFlag() } }),
    );

    expect(seen).toEqual([['b', 'born', 'gone']]);
  });

  test('of a segment or a prerequisite is announced for the flags that it reaches', async () => {
    const onInner = aFlag({
      rules: [{ id: 'r', conditions: [{ segment: 'outer' }], serve: { variant: 'on' } }],
    });
    const needs = aFlag({ prerequisites: [{ flag: 'on-inner', variants: ['on'] }] });
    const flags = { 'on-inner': onInner, needs, apart: aFlag() };
    const outer = { include: [], exclude: [], rules: [{ conditions: [{ segment: 'inner' }] }] };
    const inner = { include: ['u1'], exclude: [], rules: [] };

    const seen = await changed(
      aRuleset({ flags, segments: { outer, inner } }),
      aRuleset({ version: 2, flags, segments: { outer, inner: { ...inner, include: ['u2'] } } }),
    );

    expect(seen).toEqual([['needs', 'on-inner']]);
  });
});

describe('two providers in one process', () => {
  test('hold their own rulesets, and closing one leaves the other', async () => {
    const [first, second] = [createSetting(markedRuleset(1, 1)), createSetting(markedRuleset(9, 9))];
    const [a, b] = [await started(first), await started(second)];

    await a.onClose();
    second.server.latest().ruleset(markedRuleset(9, 10));
    await settle();

    expect((await a.resolveStringEvaluation('position', '', none)).value).toBe('1.1');
    expect((await b.resolveStringEvaluation('position', '', none)).value).toBe('9.10');
    await b.onClose();
  });
});

describe('onClose', () => {
  test('leaves no connection and no timer behind', async () => {
    const setting = createSetting(markedRuleset(1, 1));
    const provider = await started(setting);

    await provider.onClose();
    await settle();

    expect(setting.server.latest().isOpen()).toBe(false);
    expect(setting.time.waiting()).toBe(0);
  });

  test('ends an initialize that still waits', async () => {
    const setting = createSetting();
    setting.server.answers.stream = () => new Promise(() => {});
    const provider = setting.provider();
    const waiting = provider.initialize().then(
      () => 'ready',
      (error: Error) => error.message,
    );

    await provider.onClose();

    expect(await waiting).toContain('closed');
    expect(setting.time.waiting()).toBe(0);
  });

  test('may be followed by initialize, which starts from what was known', async () => {
    const setting = createSetting(markedRuleset(1, 4));
    const provider = await started(setting);
    await provider.onClose();
    setting.server.answers.stream = () => Promise.reject(new Error('refused'));

    await provider.initialize();

    expect((await provider.resolveStringEvaluation('position', '', none)).value).toBe('1.4');
    await provider.onClose();
  });
});
