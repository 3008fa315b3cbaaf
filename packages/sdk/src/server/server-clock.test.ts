import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createManualTime } from '../../../../test/support/manual-time.ts';
import { createSetting } from '../../../../test/support/scripted-provider.ts';
import { createServerClock } from './server-clock.ts';

const noon = Date.UTC(2026, 10, 23, 12);

function setup() {
  const time = createManualTime(noon);
  return { time, clock: createServerClock({ ...createSetting().platform, ...time.platform }) };
}

describe('server clock', () => {
  test('is the wall clock before any contact, and not before what an earlier process knew', () => {
    const { clock } = setup();
    expect(clock.now()).toBe(noon);

    clock.notBefore(noon + 5_000);

    expect(clock.now()).toBe(noon + 5_000);
  });

  test('follows the server from the first contact on, whatever the wall clock does', async () => {
    const { time, clock } = setup();
    clock.anchor(noon - 3_600_000);

    time.setWall(noon + 3_600_000);
    await time.advance(1_000);

    expect(clock.now()).toBe(noon - 3_600_000 + 1_000);
  });

  test('believes the anchor that travelled least', async () => {
    const { time, clock } = setup();
    clock.anchor(noon - 400);
    await time.advance(1_000);
    clock.anchor(noon + 1_000 - 5);
    await time.advance(1_000);
    clock.anchor(noon + 2_000 - 300);

    expect(clock.now()).toBe(noon + 2_000 - 5);
  });

  test('stands still until a server that was set back has caught up', async () => {
    const { time, clock } = setup();
    clock.anchor(noon);
    clock.now();
    for (let beat = 0; beat < 10; beat += 1) clock.anchor(noon - 60_000);
    expect(clock.now()).toBe(noon);

    await time.advance(61_000);

    expect(clock.now()).toBe(noon + 1_000);
  });

  test('never goes back once it is anchored', async () => {
    const step = fc.record({
      waitMs: fc.nat(60_000),
      anchor: fc.option(fc.integer({ min: -7_200_000, max: 7_200_000 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { time, clock } = setup();
        clock.anchor(noon);
        let before = clock.now();
        for (const { waitMs, anchor } of steps) {
          await time.advance(waitMs);
          if (anchor !== null) clock.anchor(noon + anchor);
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(before);
          before = now;
        }
      }),
      { numRuns: 50 },
    );
  });
});
