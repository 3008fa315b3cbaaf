import { ProviderEvents } from '@openfeature/server-sdk';
import { diff } from '@slipway/engine';
import { describe, expect, test } from 'vitest';
import { settle } from '../../../../test/support/manual-time.ts';
import { aFlag, aRuleset } from '../../../../test/support/rulesets.ts';
import { createSetting, started } from '../../../../test/support/scripted-provider.ts';
import { createBoundaryTimer } from './boundary-timer.ts';
import type { SlipwayProvider } from './provider.ts';
import { createServerClock } from './server-clock.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const hour = 3_600_000;
const day = 24 * hour;

const scheduled = (at: number) =>
  aRuleset({
    flags: {
      opens: aFlag({ enabled: false, schedule: [{ at, enabled: true }] }),
      needs: aFlag({ prerequisites: [{ flag: 'opens', variants: ['on'] }] }),
      apart: aFlag(),
    },
  });

function changesOf(provider: SlipwayProvider): string[][] {
  const changes: string[][] = [];
  provider.events.addHandler(ProviderEvents.ConfigurationChanged, (details) => {
    changes.push([...((details?.flagsChanged ?? []) as string[])]);
  });
  return changes;
}

const isOpen = async (provider: SlipwayProvider) =>
  (await provider.resolveBooleanEvaluation('opens', false, {})).value;

describe('a scheduled change', () => {
  test('happens at its instant, with the control plane gone, and is announced', async () => {
    const setting = createSetting(scheduled(noon + hour));
    const provider = await started(setting, { telemetry: false });
    const changes = changesOf(provider);
    setting.server.answers.stream = () => new Promise(() => {});
    setting.server.latest().fail();

    await setting.time.advance(hour - 1);
    expect([await isOpen(provider), changes]).toEqual([false, []]);
    await setting.time.advance(1);

    expect([await isOpen(provider), changes]).toEqual([true, [['needs', 'opens']]]);
    await provider.onClose();
  });

  test('may lie further ahead than a timer can wait', async () => {
    const { time, platform } = createSetting();
    const delays: number[] = [];
    const setTimer = (run: () => void, delayMs: number) => {
      delays.push(delayMs);
      return time.platform.setTimer(run, delayMs);
    };
    const due: string[][] = [];
    const timer = createBoundaryTimer({ ...platform, setTimer }, createServerClock(platform), (flags) =>
      due.push(flags),
    );

    timer.watch(scheduled(noon + 60 * day));
    await time.advance(60 * day - 1);
    expect(due).toEqual([]);
    await time.advance(1);

    expect(due).toEqual([['needs', 'opens']]);
    expect(Math.max(...delays)).toBeLessThan(2 ** 31);
    expect(time.waiting()).toBe(0);
  });

  test('is not forgotten when the first contact sets a fast clock back', async () => {
    const { time, platform } = createSetting();
    const due: string[][] = [];
    const clock = createServerClock(platform);
    const timer = createBoundaryTimer(platform, clock, (flags) => due.push(flags));
    timer.watch(scheduled(noon - hour + 60_000));

    clock.anchor(noon - hour);
    timer.recheck();
    await time.advance(60_000);

    expect(due).toEqual([['needs', 'opens']]);
  });

  test('follows the server’s clock where this machine’s is an hour wrong', async () => {
    for (const wrongBy of [-hour, hour]) {
      const setting = createSetting(scheduled(noon + wrongBy + 60_000));
      setting.server.now = () => setting.time.platform.wallNow() + wrongBy;
      const provider = await started(setting);
      const changes = changesOf(provider);

      await setting.time.advance(59_999);
      expect(await isOpen(provider)).toBe(false);
      await setting.time.advance(1);

      expect(await isOpen(provider)).toBe(true);
      expect(changes).toEqual([['needs', 'opens']]);
      await provider.onClose();
    }
  });

  test('from a fast clock’s memory is still announced when the server sets the time right', async () => {
    const setting = createSetting();
    setting.server.now = () => setting.time.platform.wallNow() - hour;
    setting.server.answers.stream = () => Promise.reject(new Error('refused'));
    const ruleset = scheduled(noon - hour + 60_000);
    const provider = await started(setting, { bootstrap: ruleset });
    const changes = changesOf(provider);
    expect(await isOpen(provider)).toBe(true);

    setting.server.answers.stream = undefined;
    setting.server.full = ruleset;
    await setting.time.advance(1_000);
    expect(await isOpen(provider)).toBe(false);
    await setting.time.advance(60_000);

    expect(await isOpen(provider)).toBe(true);
    expect(changes).toEqual([['needs', 'opens']]);
    await provider.onClose();
  });

  test('that a correction of the clock jumps over is announced at the correction', async () => {
    const setting = createSetting(scheduled(noon + 60_000));
    const provider = await started(setting);
    const changes = changesOf(provider);

    setting.server.latest().heartbeat({ epoch: 1, version: 1 }, noon + 61_000);
    await setting.time.advance(0);

    expect(await isOpen(provider)).toBe(true);
    expect(changes).toEqual([['needs', 'opens']]);
    await provider.onClose();
  });

  test.each([
    { given: 'keeps it', after: scheduled(noon + 60_000).flags },
    { given: 'moves it', after: scheduled(noon + 50_000).flags },
    { given: 'drops it', after: { ...scheduled(noon).flags, opens: aFlag({ enabled: true }) } },
  ])('is announced when a new version that $given comes at the same moment', async ({ after }) => {
    const before = scheduled(noon + 60_000);
    const setting = createSetting(before);
    const provider = await started(setting);
    const changes = changesOf(provider);
    const next = aRuleset({ version: 2, flags: { ...after, apart: aFlag({ version: 2 }) } });

    setting.server.latest().patch(diff(before, next), noon + 60_000);
    await settle();

    expect(await isOpen(provider)).toBe(true);
    expect(changes).toEqual([['apart', 'needs', 'opens']]);
    await setting.time.advance(hour);
    expect(changes).toHaveLength(1);
    await provider.onClose();
  });

  test('that is past when another ruleset is watched is given back once, and not called back', async () => {
    const { time, platform } = createSetting();
    const clock = createServerClock(platform);
    const due: string[][] = [];
    const timer = createBoundaryTimer(platform, clock, (flags) => due.push(flags));
    timer.watch(scheduled(noon + 1_000));
    time.setWall(noon + 1_000);

    expect(timer.watch(aRuleset())).toEqual(['needs', 'opens']);
    expect(timer.watch(scheduled(noon + 500))).toEqual([]);
    await time.advance(hour);
    expect(due).toEqual([]);
  });
});
