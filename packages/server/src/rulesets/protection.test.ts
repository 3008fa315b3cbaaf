import { describe, expect, test } from 'vitest';
import type { Queries } from '../platform/db/index.ts';
import type { Effect, FlagValue, Judged } from './entries.ts';
import { ApprovalRequired, approvalsFor, judge, onTerms } from './protection.ts';

// What is judged here needs no database.
const tx = {} as Queries;

const alive: FlagValue = {
  type: 'boolean',
  clientVisible: false,
  variants: { on: true, off: false },
  killed: false,
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};
const killed = { ...alive, killed: true };

function effect(
  before: FlagValue | null,
  after: FlagValue | null,
  isProtected = true,
  approvals = 1,
): Effect {
  const place = { id: approvals, key: `e${approvals}`, kind: 'permanent', baseId: null, depth: 0 } as const;
  return {
    environment: { ...place, isProtected, approvals },
    entries: [{ kind: 'flag', key: 'checkout', before, after }],
  };
}

const kill = [{ action: 'kill' }];

describe('in a protected environment', () => {
  test('a kill passes', async () => {
    const effects = [effect(alive, killed)];

    expect(await judge(tx, effects, kill)).toEqual(effects);
  });

  test.each([
    { given: 'another action that only kills', changes: [{ action: 'update' }], after: killed },
    { given: 'a kill beside another action', changes: [...kill, { action: 'set' }], after: killed },
    { given: 'a kill that does more', changes: kill, after: { ...killed, enabled: false } },
    { given: 'a kill that removes', changes: kill, after: null },
    { given: 'a kill that revives', changes: kill, before: killed, after: alive },
    { given: 'a change', changes: [{ action: 'set' }], after: { ...alive, enabled: false } },
  ])('$given needs an approval', async ({ changes, before = alive, after }) => {
    await expect(judge(tx, [effect(before, after)], changes)).rejects.toThrow(ApprovalRequired);
  });

  test('the refusal names entries and places, and how many have to approve', async () => {
    const effects = [
      effect(null, alive, true, 2),
      effect(alive, null, true, 3),
      effect(alive, killed, false),
    ];

    const error = await judge(tx, effects, [{ action: 'set' }]).catch((refused: unknown) => refused);

    expect(error).toMatchObject({
      code: 'approval-required',
      effects,
      message: expect.stringContaining('3 others'),
      errors: [
        { path: 'e2', message: 'Flag "checkout" would appear.' },
        { path: 'e3', message: 'Flag "checkout" would disappear.' },
      ],
    });
    expect(approvalsFor(effects)).toBe(3);
  });
});

test('in an unprotected environment everything passes', async () => {
  expect(await judge(tx, [effect(killed, alive, false)], [{ action: 'restore' }])).toEqual([]);
});

test('what is to be proposed is never made', async () => {
  const propose = (effects: readonly Effect[]) =>
    onTerms({ kind: 'propose' }, () => judge(tx, effects, [{ action: 'set' }]));

  await expect(propose([effect(alive, null)])).rejects.toMatchObject({ code: 'approval-required' });
  await expect(propose([effect(alive, null, false)])).rejects.toMatchObject({ code: 'nothing-to-propose' });
  await expect(propose([])).rejects.toMatchObject({ code: 'nothing-to-propose' });
});

test('what is approved is settled even where nothing protected changes, and terms end with their call', async () => {
  const settled: unknown[] = [];
  const settle = async (_: unknown, effects: readonly Judged[]) => void settled.push(effects);

  await onTerms({ kind: 'approved', settle }, () => judge(tx, [], []));

  expect(settled).toEqual([[]]);
  await expect(judge(tx, [effect(alive, null)], [{ action: 'set' }])).rejects.toThrow(ApprovalRequired);
});
