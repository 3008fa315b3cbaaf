import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diff } from '@slipway/engine';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { settle } from '../../../../test/support/manual-time.ts';
import { aFlag, aRuleset, markedRuleset } from '../../../../test/support/rulesets.ts';
import { createSetting, started } from '../../../../test/support/scripted-provider.ts';
import { until } from '../../../../test/support/until.ts';
import { type CachedRuleset, cacheKey, createFileCache } from './file-cache.ts';
import type { SlipwayOptions } from './options.ts';
import type { SlipwayProvider } from './provider.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-sdk-cache-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cacheFile = () => join(folder, 'inner', 'flags.json');
const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

/** One run of an application that ends in good order. */
async function run(version: number, options: SlipwayOptions = {}) {
  const provider = await started(createSetting(markedRuleset(1, version)), {
    cacheFile: cacheFile(),
    ...options,
  });
  await provider.onClose();
}

/** A start against a control plane that gives nothing: the value served, or the code default. */
async function restart(options: SlipwayOptions = {}) {
  const setting = createSetting();
  setting.server.answers.stream = async () => new Response(null, { status: 401 });
  const provider = setting.provider({ cacheFile: cacheFile(), ...options });
  await provider.initialize().catch(() => {});
  const { value } = await provider.resolveStringEvaluation('position', 'code', {});
  await provider.onClose();
  return { value, logs: setting.logs.join('\n') };
}

const key = cacheKey('http://slipway.test');

describe('the cache file', () => {
  test('serves the last known ruleset after a restart without the control plane', async () => {
    await run(7);

    expect((await restart()).value).toBe('1.7');
  });

  test('is readable by its owner only and holds no token', async () => {
    await run(1, { token: 'very-secret-token' });

    expect((await stat(cacheFile())).mode & 0o777).toBe(0o600);
    expect(await readFile(cacheFile(), 'utf8')).not.toContain('very-secret-token');
    expect(await readdir(join(folder, 'inner'))).toEqual(['flags.json']);
  });

  test('loses to a newer bootstrap and wins over an older one', async () => {
    await run(7);

    expect((await restart({ bootstrap: markedRuleset(1, 9) })).value).toBe('1.9');
    expect((await restart({ bootstrap: markedRuleset(1, 3) })).value).toBe('1.7');
    expect((await restart({ bootstrap: markedRuleset(2, 1) })).value).toBe('2.1');
  });

  test('of another server is not used', async () => {
    await run(7);

    const { value, logs } = await restart({ url: 'http://elsewhere.test' });

    expect(value).toBe('code');
    expect(logs).toContain('belongs to another server');
  });

  test.each([
    { given: 'the token is rotated', options: { token: 'other' } },
    { given: 'the token cannot be read', options: { token: () => Promise.reject(new Error('sealed')) } },
    { given: 'the url is spelled in another way', options: { url: 'HTTP://Slipway.test:80/' } },
  ])('is used still when $given', async ({ options }) => {
    await run(7);

    expect((await restart(options)).value).toBe('1.7');
  });

  describe('of another environment', () => {
    const staging = (version: number) => ({ ...markedRuleset(1, version), environment: 'staging' });
    const positionOf = async (provider: SlipwayProvider) =>
      (await provider.resolveStringEvaluation('position', 'code', {})).value;

    test('gives way to what the server sends, whatever its version, and is written over', async () => {
      await run(7);
      const setting = createSetting();
      setting.server.answers.stream = () => Promise.reject(new Error('refused'));
      const provider = await started(setting, { cacheFile: cacheFile(), token: 'staging-token' });
      expect(await positionOf(provider)).toBe('1.7');

      setting.server.answers.stream = undefined;
      setting.server.full = staging(3);
      await setting.time.advance(30_000);
      expect(provider.current()).toMatchObject({ environment: 'staging', version: 3 });
      setting.server.latest().ruleset(staging(2));
      setting.server.latest().patch(diff(staging(3), staging(4)));
      await settle();
      expect(provider.current()).toMatchObject({ environment: 'staging', version: 4 });
      await provider.onClose();

      expect(JSON.parse(await readFile(cacheFile(), 'utf8')).ruleset).toMatchObject({
        environment: 'staging',
        version: 4,
      });
    });

    test('does not replace what the server has sent or the application has brought', async () => {
      await run(7);
      const [online, offline] = [createSetting(staging(3)), createSetting()];
      offline.server.answers.stream = () => Promise.reject(new Error('refused'));

      for (const [setting, options] of [
        [online, {}],
        [offline, { bootstrap: staging(3) }],
      ] as const) {
        const provider = await started(setting, { cacheFile: cacheFile(), ...options });
        expect(await positionOf(provider)).toBe('1.3');
        expect(provider.current()?.environment).toBe('staging');
        await provider.onClose();
        await run(7);
      }
      expect(offline.logs.join()).toContain('ignores what it remembers of academy/production');
    });
  });

  describe('that another process writes too', () => {
    const save = async (entries: CachedRuleset[]) => {
      for (const entry of entries) {
        const cache = createFileCache(cacheFile(), key, () => crypto.randomUUID(), quiet);
        cache.save(entry);
        await cache.settled();
      }
      const { ruleset, lastContactAt } = JSON.parse(await readFile(cacheFile(), 'utf8'));
      return { epoch: ruleset.epoch, version: ruleset.version, at: lastContactAt };
    };
    const entryOf = (epoch: number, version: number, lastContactAt = 1): CachedRuleset => ({
      ruleset: markedRuleset(epoch, version),
      lastContactAt,
    });
    const elsewhere = { ruleset: { ...markedRuleset(1, 3), environment: 'staging' }, lastContactAt: 1 };
    const forged = { ruleset: { ...markedRuleset(1, 3), version: 1_000 }, lastContactAt: 1 };
    forged.ruleset.flags = {};
    const hostile = { ...forged, ruleset: { ...forged.ruleset, flags: { f: { at: null } } } } as never;

    test.each([
      { given: 'an older version', entries: [entryOf(1, 7), entryOf(1, 6)], kept: [1, 7, 1] },
      { given: 'an older epoch', entries: [entryOf(2, 1), entryOf(1, 9)], kept: [2, 1, 1] },
      { given: 'an older contact', entries: [entryOf(1, 7, 5), entryOf(1, 7, 4)], kept: [1, 7, 5] },
      { given: 'a later contact', entries: [entryOf(1, 7, 4), entryOf(1, 7, 5)], kept: [1, 7, 5] },
      { given: 'a newer version', entries: [entryOf(1, 7, 9), entryOf(1, 8, 4)], kept: [1, 8, 4] },
      { given: 'any version over another environment', entries: [elsewhere, entryOf(1, 2)], kept: [1, 2, 1] },
      { given: 'any version over a forged one', entries: [forged, entryOf(1, 2)], kept: [1, 2, 1] },
      { given: 'any version over an unreadable one', entries: [hostile, entryOf(1, 2)], kept: [1, 2, 1] },
    ])('holds the later of the two after $given', async ({ entries, kept: [epoch, version, at] }) => {
      expect(await save(entries)).toEqual({ epoch, version, at });
    });

    test('is left alone at the close of one that is behind', async () => {
      const behind = await started(createSetting(markedRuleset(1, 3)), {
        cacheFile: cacheFile(),
        platform: { newId: () => crypto.randomUUID() },
      });
      await until('the cache file', async () => (await stat(cacheFile()).catch(() => null)) !== null);
      await run(7);

      await behind.onClose();

      expect(JSON.parse(await readFile(cacheFile(), 'utf8')).ruleset.version).toBe(7);
    });
  });

  const entry = { cache: 1, key, lastContactAt: 1, ruleset: markedRuleset(1, 7) };
  test.each([
    { given: 'empty', content: '' },
    { given: 'cut off', content: JSON.stringify(entry).slice(0, 300) },
    { given: 'of another version', content: JSON.stringify({ ...entry, cache: 2 }) },
    { given: 'no ruleset', content: JSON.stringify({ ...entry, ruleset: { format: 1 } }) },
    { given: 'altered', content: JSON.stringify(entry).replaceAll('1.7', '6.6') },
    { given: 'binary', content: '\u0000\u0001\u0002' },
  ])('that is $given is ignored', async ({ content }) => {
    await mkdir(join(folder, 'inner'));
    await writeFile(cacheFile(), content);

    expect((await restart()).value).toBe('code');
  });

  test('that cannot be written costs a warning and no answer', async () => {
    await writeFile(join(folder, 'inner'), 'a file where a folder should be');
    const setting = createSetting(markedRuleset(1, 7));
    const provider = await started(setting, { cacheFile: cacheFile() });

    await provider.onClose();

    expect((await provider.resolveStringEvaluation('position', 'code', {})).value).toBe('1.7');
    expect(setting.logs.join()).toContain('cannot keep its ruleset');
  });

  test('is whole at every moment, and of many rulesets in a row only the latest is sure to be written', async () => {
    const cache = createFileCache(cacheFile(), 'key', () => crypto.randomUUID(), quiet);
    cache.save({ ruleset: markedRuleset(1, 1), lastContactAt: 1 });
    await cache.settled();
    const seen = new Set<number>();
    const reading = (async () => {
      for (let turn = 0; turn < 200; turn += 1) {
        seen.add(JSON.parse(await readFile(cacheFile(), 'utf8')).ruleset.version);
      }
    })();

    for (let version = 2; version <= 100; version += 1) {
      cache.save({ ruleset: markedRuleset(1, version), lastContactAt: version });
      await settle(1);
    }
    await Promise.all([cache.settled(), reading]);

    expect(JSON.parse(await readFile(cacheFile(), 'utf8'))).toMatchObject({
      lastContactAt: 100,
      ruleset: { version: 100 },
    });
    expect(await readdir(join(folder, 'inner'))).toEqual(['flags.json']);
    expect(seen.size).toBeGreaterThan(0);
  });

  test('keeps what was there when a write fails half-way', async () => {
    const cache = createFileCache(cacheFile(), 'key', () => 'taken', quiet);
    cache.save({ ruleset: markedRuleset(1, 1), lastContactAt: 1 });
    await cache.settled();
    await writeFile(`${cacheFile()}.taken.tmp`, 'left by another process');
    await chmod(`${cacheFile()}.taken.tmp`, 0o400);

    cache.save({ ruleset: markedRuleset(1, 2), lastContactAt: 2 });
    await cache.settled();

    expect(JSON.parse(await readFile(cacheFile(), 'utf8')).ruleset.version).toBe(1);
  });
});

describe('a stage that was published ahead', () => {
  const noon = Date.UTC(2026, 10, 23, 12);
  const from = noon + 60_000;
  const ahead = (startBy: number) =>
    aRuleset({
      flags: {
        f: aFlag({
          fallthrough: { variant: 'off' },
          rules: [{ id: 'rel.1', from, startBy, conditions: [], serve: { variant: 'on' } }],
        }),
      },
    });

  /** The first process does not end in good order: what it knew must be in the file by then. */
  async function servedAfterCrash(contactUntil: number, restartAt: number): Promise<boolean[]> {
    const ruleset = ahead(from + 30_000);
    const first = createSetting(ruleset);
    const before = await started(first, { cacheFile: cacheFile() });
    onTestFinished(() => before.onClose());
    for (let at = 15_000; at <= contactUntil - noon; at += 15_000) {
      await first.time.advance(15_000);
      first.server.latest().heartbeat(ruleset);
      await settle();
    }
    const known = contactUntil < from ? noon : from;
    await until('the cache file', async () => {
      const { lastContactAt } = JSON.parse(await readFile(cacheFile(), 'utf8').catch(() => '{}'));
      return lastContactAt >= known;
    });

    const second = createSetting();
    second.time.setWall(restartAt);
    second.server.answers.stream = () => Promise.reject(new Error('refused'));
    const after = await started(second, { cacheFile: cacheFile() });
    const offline = (await after.resolveBooleanEvaluation('f', false, {})).value;
    second.server.answers.stream = undefined;
    second.server.full = ruleset;
    await second.time.advance(1_000);
    const online = (await after.resolveBooleanEvaluation('f', false, {})).value;
    await after.onClose();
    return [offline, online];
  }

  test.each([
    {
      given: 'contact ended before it and the restart is too late',
      contact: noon + 30_000,
      at: from + 31_000,
      serves: [false, true],
    },
    {
      given: 'contact ended before it and the restart is in time',
      contact: noon + 30_000,
      at: from + 10_000,
      serves: [true, true],
    },
    { given: 'contact lasted beyond it', contact: noon + 75_000, at: from + 3_600_000, serves: [true, true] },
  ])('is served offline and online as $serves when $given', async ({ contact, at, serves }) => {
    expect(await servedAfterCrash(contact, at)).toEqual(serves);
  });
});
