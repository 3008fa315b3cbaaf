import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProviderEvents } from '@openfeature/server-sdk';
import { diff } from '@slipway/engine';
import { describe, expect, onTestFinished, test } from 'vitest';
import { settle } from '../../../../test/support/manual-time.ts';
import { aFlag, aRuleset } from '../../../../test/support/rulesets.ts';
import { createSetting, started } from '../../../../test/support/scripted-provider.ts';
import { until } from '../../../../test/support/until.ts';
import { parseForceOff } from './force-off.ts';

const flags = {
  plain: aFlag(),
  careful: aFlag({ type: 'string', variants: { on: 'new', off: 'old', calm: 'safe' }, safeVariant: 'calm' }),
  needs: aFlag({ prerequisites: [{ flag: 'plain', variants: ['on'] }] }),
  apart: aFlag(),
};

describe('SLIPWAY_FORCE_OFF', () => {
  test.each([
    { given: 'commas and spaces', text: ' a, b ,c', keys: ['a', 'b', 'c'] },
    { given: 'lines and comments', text: 'a # why\n\n# b\nc', keys: ['a', 'c'] },
    { given: 'nothing', text: ' ,\n', keys: [] },
  ])('is read from $given', ({ text, keys }) => {
    expect(parseForceOff(text)).toEqual(keys);
  });

  test('serves the off variant, or the declared safe one, whatever the control plane says', async () => {
    const setting = createSetting(aRuleset({ flags }));
    const environment = { SLIPWAY_FORCE_OFF: 'plain,careful' };
    const provider = await started(setting, { platform: { environment } });

    expect(await provider.resolveBooleanEvaluation('plain', true, {})).toMatchObject({
      value: false,
      reason: 'DISABLED',
    });
    expect(await provider.resolveStringEvaluation('careful', '', {})).toMatchObject({
      value: 'safe',
      reason: 'DISABLED',
    });
    expect(await provider.resolveBooleanEvaluation('needs', true, {})).toMatchObject({
      value: false,
      reason: 'PREREQUISITE_FAILED',
    });
    expect((await provider.resolveBooleanEvaluation('apart', false, {})).value).toBe(true);
    await provider.onClose();
  });

  test('does not disturb the patches that follow', async () => {
    const before = aRuleset({ flags });
    const setting = createSetting(before);
    const provider = await started(setting, { platform: { environment: { SLIPWAY_FORCE_OFF: 'plain' } } });

    setting.server
      .latest()
      .patch(diff(before, aRuleset({ version: 2, flags: { ...flags, plain: aFlag({ version: 2 }) } })));
    await settle();

    expect(provider.current()?.version).toBe(2);
    expect((await provider.resolveBooleanEvaluation('plain', true, {})).value).toBe(false);
    expect(setting.server.requests.some(({ path }) => path === '/sdk/v1/ruleset')).toBe(false);
    await provider.onClose();
  });

  test('with no ruleset at all leaves the code default', async () => {
    const setting = createSetting();
    setting.server.answers.stream = async () => new Response(null, { status: 401 });
    const provider = setting.provider({ platform: { environment: { SLIPWAY_FORCE_OFF: 'plain' } } });
    await provider.initialize().catch(() => {});

    expect(await provider.resolveBooleanEvaluation('plain', true, {})).toMatchObject({
      value: true,
      reason: 'ERROR',
    });
    await provider.onClose();
  });
});

describe('what is forced off', () => {
  test('is said at the start and at every change, and a key that is no flag once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-force-off-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'off');
    const setting = createSetting(aRuleset({ flags }));
    const environment = { SLIPWAY_FORCE_OFF: 'plain plane', SLIPWAY_FORCE_OFF_FILE: file };
    const provider = await started(setting, { platform: { environment } });
    const said = (text: string) => setting.logs.filter((line) => line.includes(text));
    const polledUntil = (text: string, times: number) =>
      until(`"${text}" is said`, async () => {
        await setting.time.advance(1_000);
        return said(text).length >= times;
      });
    expect(said('forces off')).toEqual(['Slipway forces off here: plain, plane.']);

    await writeFile(file, 'apart');
    await polledUntil('apart, plain, plane.', 1);
    await rm(file);
    await polledUntil('here: plain, plane.', 2);
    setting.server.latest().ruleset(aRuleset({ version: 2, flags }));
    await setting.time.advance(5_000);

    expect(said('forces off')).toHaveLength(3);
    expect(said('no flag of this environment')).toEqual([expect.stringContaining('"plane"')]);
    await provider.onClose();
  });

  test('is not spoken of when it is nothing', async () => {
    const setting = createSetting(aRuleset({ flags }));
    const provider = await started(setting);
    await setting.time.advance(5_000);

    expect(setting.logs).toEqual([]);
    await provider.onClose();
  });
});

describe('SLIPWAY_FORCE_OFF_FILE', () => {
  test('is followed while the process runs and the control plane is gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-force-off-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'off');
    const setting = createSetting(aRuleset({ flags }));
    const provider = await started(setting, { platform: { environment: { SLIPWAY_FORCE_OFF_FILE: file } } });
    setting.server.answers.stream = () => Promise.reject(new Error('gone'));
    setting.server.latest().fail();
    const changes: unknown[] = [];
    provider.events.addHandler(
      ProviderEvents.ConfigurationChanged,
      (details) => void changes.push(details?.flagsChanged),
    );
    const plain = async () => (await provider.resolveBooleanEvaluation('plain', true, {})).value;
    const polledUntil = (wanted: boolean) =>
      until(`plain is ${wanted}`, async () => {
        await setting.time.advance(1_000);
        return (await plain()) === wanted;
      });
    expect(await plain()).toBe(true);

    await writeFile(file, 'plain # incident 12\n');
    await polledUntil(false);
    await rm(file);
    await polledUntil(true);

    expect(changes).toEqual([
      ['needs', 'plain'],
      ['needs', 'plain'],
    ]);
    await provider.onClose();
  });

  test('is in force with the first evaluation', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-force-off-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'off'), 'plain');
    const environment = { SLIPWAY_FORCE_OFF_FILE: join(folder, 'off') };

    const provider = await started(createSetting(aRuleset({ flags })), { platform: { environment } });

    expect((await provider.resolveBooleanEvaluation('plain', true, {})).value).toBe(false);
    await provider.onClose();
  });
});
