import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { settle } from '../../../../test/support/manual-time.ts';
import { aFlag, aRuleset, markedRuleset } from '../../../../test/support/rulesets.ts';
import { createSetting, started } from '../../../../test/support/scripted-provider.ts';
import { until } from '../../../../test/support/until.ts';
import { cacheKey, createFileCache } from './file-cache.ts';
import type { SlipwayOptions } from './options.ts';

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

  test.each([
    { given: 'another token', options: { token: 'other' } },
    { given: 'another server', options: { url: 'http://elsewhere.test' } },
  ])('of $given is not used', async ({ options }) => {
    await run(7);

    const { value, logs } = await restart(options);

    expect(value).toBe('code');
    expect(logs).toContain('belongs to another server or token');
  });

  const key = cacheKey('http://slipway.test', 'server-token');
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
