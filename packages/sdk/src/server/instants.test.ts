import { runInNewContext } from 'node:vm';
import type { Condition } from '@slipway/engine';
import { describe, expect, test } from 'vitest';
import { aFlag, aRuleset } from '../../../../test/support/rulesets.ts';
import { createSetting, started } from '../../../../test/support/scripted-provider.ts';
import { instantOfDate } from './instants.ts';

const limit = '2026-12-01T09:00:00Z';
const before = new Date('2026-12-01T08:59:59.999Z');
const after = new Date('2026-12-01T09:00:00.001Z');

/** Serves `on` to contexts that satisfy the condition. */
function rulesetOn(condition: Condition) {
  const rules = [{ id: 'r', conditions: [condition], serve: { variant: 'on' } }];
  const viaSegment = [{ id: 's', conditions: [{ segment: 'held' }], serve: { variant: 'on' } }];
  return aRuleset({
    flags: {
      f: aFlag({ rules, fallthrough: { variant: 'off' } }),
      s: aFlag({ rules: viaSegment, fallthrough: { variant: 'off' } }),
    },
    segments: { held: { include: [], exclude: [], rules: [{ conditions: [condition] }] } },
  });
}

async function answers(condition: Condition, context: object): Promise<unknown[]> {
  const provider = await started(createSetting(rulesetOn(condition)), { telemetry: false });
  const given = ['f', 's'].map((flag) => provider.resolveBooleanEvaluation(flag, false, context as never));
  const values = (await Promise.all(given)).map(({ value }) => value);
  await provider.onClose();
  return values;
}

describe('a date in a context', () => {
  test.each([
    { given: 'in an attribute', attribute: 'since', context: { since: after }, holds: true },
    { given: 'that is earlier', attribute: 'since', context: { since: before }, holds: false },
    {
      given: 'of another realm',
      attribute: 'since',
      context: { since: runInNewContext(`new Date(${after.getTime()})`) },
      holds: true,
    },
    {
      given: 'in a nested attribute',
      attribute: 'account.since',
      context: { account: { since: after } },
      holds: true,
    },
    {
      given: 'nested deeply',
      attribute: 'a.b.c.d.e.f',
      context: { a: { b: { c: { d: { e: { f: after } } } } } },
      holds: true,
    },
    {
      given: 'under a name with a dot',
      attribute: 'account.since',
      context: { 'account.since': after },
      holds: true,
    },
    { given: 'that is invalid', attribute: 'since', context: { since: new Date(Number.NaN) }, holds: false },
    { given: 'in a list', attribute: 'since', context: { since: [after] }, holds: false },
    {
      given: 'only in looks',
      attribute: 'since',
      context: { since: { getTime: () => after.getTime() } },
      holds: false,
    },
  ])('$given is an instant to rules and segments: $holds', async ({ attribute, context, holds }) => {
    const condition: Condition = { attribute, operator: 'after', values: [limit] };

    expect(await answers(condition, context)).toEqual([holds, holds]);
  });

  test('is before what comes later', async () => {
    const condition: Condition = { attribute: 'since', operator: 'before', values: [limit] };

    expect(await answers(condition, { since: before })).toEqual([true, true]);
    expect(await answers(condition, { since: after })).toEqual([false, false]);
  });

  test('is read and nothing else is, however large and hostile the context', async () => {
    const read: string[] = [];
    const elsewhere = new Proxy(
      {},
      {
        ownKeys: () => {
          read.push('keys');
          return [];
        },
      },
    );
    const context: Record<string, unknown> = { since: after, elsewhere };
    for (let n = 0; n < 250; n += 1) context[`self${n}`] = context;
    Object.defineProperty(context, 'trap', {
      enumerable: true,
      get: () => {
        read.push('trap');
        throw new Error('no');
      },
    });
    const condition: Condition = { attribute: 'self7.self249.since', operator: 'after', values: [limit] };

    const startedAt = performance.now();
    expect(await answers(condition, context)).toEqual([true, true]);

    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(read).toEqual([]);
  });

  test('that answers for itself is not asked', () => {
    const lying = new Date(after);
    lying.getTime = () => {
      throw new Error('no');
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();

    expect(instantOfDate(lying)).toBe(after.getTime());
    expect(instantOfDate(proxy)).toBeUndefined();
  });

  test('costs the other operators nothing: to them it is an object', async () => {
    const text = after.toISOString();

    expect(
      await answers({ attribute: 'since', operator: 'equals', values: [text] }, { since: after }),
    ).toEqual([false, false]);
    expect(await answers({ attribute: 'since', operator: 'exists', values: [] }, { since: after })).toEqual([
      true,
      true,
    ]);
  });
});
