import { diff, type Ruleset } from '@slipway/engine';
import type { SlipwayProvider } from '@slipway/sdk/server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settle } from '../support/manual-time.ts';
import { markedRuleset } from '../support/rulesets.ts';
import { createSetting, type Setting, started } from '../support/scripted-provider.ts';

/** Promise 3: no SDK applies version n after n+1, even after a database restore (new epoch). */

interface Position {
  epoch: number;
  version: number;
}

/** Two servers and a network may send anything at all, in any order. */
type Step =
  | { kind: 'full' | 'replica' | 'heartbeat' | 'reconnect'; at: Position }
  | { kind: 'patch'; from: Position; to: Position }
  | { kind: 'bad-digest'; from: Position; to: Position }
  | { kind: 'same-version-other-content' }
  | { kind: 'garbage'; text: string }
  | { kind: 'wait'; ms: number };

const position = fc.record({
  epoch: fc.integer({ min: 1, max: 3 }),
  version: fc.integer({ min: 1, max: 8 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('full', 'replica', 'heartbeat', 'reconnect'), at: position }),
  fc.record({ kind: fc.constantFrom('patch', 'bad-digest'), from: position, to: position }),
  fc.record({ kind: fc.constant('same-version-other-content' as const) }),
  fc.record({ kind: fc.constant('garbage' as const), text: fc.string() }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 45_000 }) }),
) as fc.Arbitrary<Step>;

const at = ({ epoch, version }: Position): Ruleset => markedRuleset(epoch, version);

function take({ server, time }: Setting, held: Position, one: Step): Promise<void> | void {
  const connection = server.latest();
  switch (one.kind) {
    case 'full':
      return connection.ruleset(at(one.at));
    case 'replica':
      server.full = at(one.at);
      return;
    case 'heartbeat':
      return connection.heartbeat(one.at);
    case 'reconnect':
      server.full = at(one.at);
      connection.fail();
      return time.advance(30_000);
    case 'patch':
      return connection.patch({ ...diff(at(one.from), at(one.to)), from: one.from.version });
    case 'bad-digest':
      return connection.patch({ ...diff(at(one.from), at(one.to)), digest: 'sha256:0' });
    case 'same-version-other-content':
      return connection.ruleset({ ...at({ epoch: held.epoch, version: 99 }), version: held.version });
    case 'garbage':
      return connection.raw(`event: patch\ndata: ${JSON.stringify(one.text)}\n\n${one.text}\n\n`);
    case 'wait':
      return time.advance(one.ms);
  }
}

const isBefore = (a: Position, b: Position): boolean =>
  a.epoch < b.epoch || (a.epoch === b.epoch && a.version < b.version);

/** What an application sees, which is more than what the SDK says it holds. */
async function seen(provider: SlipwayProvider): Promise<Position> {
  const { value } = await provider.resolveStringEvaluation('position', '', {});
  const [epoch, version] = value.split('.').map(Number);
  expect(provider.current()).toMatchObject({ epoch, version });
  return { epoch: epoch ?? 0, version: version ?? 0 };
}

const runs = Number(process.env.SLIPWAY_MODEL_RUNS ?? 300);

describe('whatever two replicas and a network send', () => {
  test('an application never sees version n after n+1', async () => {
    await fc.assert(
      fc.asyncProperty(position, fc.array(step, { maxLength: 25 }), async (first, steps) => {
        const setting = createSetting(at(first));
        const provider = await started(setting, { telemetry: false });
        let latest = await seen(provider);
        for (const one of steps) {
          await take(setting, latest, one);
          await settle();
          const now = await seen(provider);
          expect(isBefore(now, latest), `${JSON.stringify(now)} after ${JSON.stringify(latest)}`).toBe(false);
          latest = now;
        }
        await provider.onClose();
      }),
      { numRuns: runs },
    );
  });

  test('an application that is left alone with a good server ends at its version', async () => {
    await fc.assert(
      fc.asyncProperty(position, fc.array(step, { maxLength: 10 }), async (first, steps) => {
        const setting = createSetting(at(first));
        const provider = await started(setting, { telemetry: false });
        for (const one of steps) {
          await take(setting, await seen(provider), one);
          await settle();
        }

        const final = { epoch: 4, version: 1 };
        setting.server.full = at(final);
        await setting.time.advance(300_000);

        expect(await seen(provider)).toEqual(final);
        await provider.onClose();
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });

  test('also a restart from cache or bootstrap only moves forward', async () => {
    await fc.assert(
      fc.asyncProperty(position, position, async (held, sent) => {
        const setting = createSetting(at(sent));
        const provider = await started(setting, { bootstrap: at(held), telemetry: false });

        expect(await seen(provider)).toEqual(isBefore(sent, held) ? held : sent);
        await provider.onClose();
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });
});
