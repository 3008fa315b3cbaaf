import type { FlagConfig, Rule, Segment, Serve } from '@slipway/engine';
import { describe, expect, test } from 'vitest';
import { type DiffSide, diffConfigs, diffSegments } from './config-diff.ts';
import { diffContents } from './content-diff.ts';

const timeZone = 'Europe/Berlin';
const at = Date.parse('2026-11-27T13:00:00Z');
const split = (on: number, edit: object = {}): Serve => ({
  split: {
    by: 'targetingKey',
    salt: 's',
    algorithm: 1,
    weights: [
      ['on', on],
      ['off', 100_000 - on],
    ],
    ...edit,
  },
});
const rule = (id: string, edit: Partial<Rule> = {}): Rule => ({
  id,
  conditions: [{ segment: id }],
  serve: { variant: 'on' },
  ...edit,
});

function config(edit: Partial<DiffSide> = {}): DiffSide {
  return {
    enabled: true,
    schedule: [],
    offVariant: 'off',
    safeVariant: null,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: 'off' },
    ...edit,
  };
}

type Case = { before?: Partial<DiffSide>; after?: Partial<DiffSide>; text: string };

describe('a difference', () => {
  test.each<Case>([
    { before: { enabled: false }, text: 'Switched on' },
    { after: { killed: true }, text: 'Killed' },
    { before: { killed: true }, text: 'Restored: no longer killed' },
    {
      after: { schedule: [{ at, enabled: false }] },
      text: 'Schedule entry added: switches off on Fri 27 Nov 2026, 14:00 CET',
    },
    {
      before: { schedule: [{ at, enabled: true }] },
      text: 'Schedule entry removed: switches on on Fri 27 Nov 2026, 14:00 CET',
    },
    { after: { safeVariant: 'basic' }, text: 'When killed, everyone gets basic instead of the off variant' },
    { after: { offVariant: 'basic' }, text: 'While it is off, everyone gets basic instead of off' },
    {
      after: { prerequisites: [{ flag: 'cart', variants: ['on'] }] },
      text: 'Now only where flag cart serves on',
    },
    {
      before: { prerequisites: [{ flag: 'cart', variants: ['on'] }] },
      text: 'No longer depends on flag cart',
    },
    { after: { targets: [{ variant: 'on', keys: ['u1', 'u2'] }] }, text: 'u1 and u2 now get on by key' },
    { before: { targets: [{ variant: 'on', keys: ['u1'] }] }, text: 'u1 no longer gets on by key' },
    {
      after: { rules: [rule('beta-customers')] },
      text: 'New rule 1: Everyone in segment beta-customers gets on',
    },
    { before: { rules: [rule('beta')] }, text: 'Rule removed: Everyone in segment beta gets on' },
    {
      before: { rules: [rule('a', { serve: split(10_000) })] },
      after: { rules: [rule('a', { serve: split(50_000) })] },
      text: 'Rule 1: share of on 10 % → 50 %',
    },
    {
      before: { rules: [rule('a')] },
      after: { rules: [rule('a', { serve: { variant: 'beta' } })] },
      text: 'Rule 1 serves beta instead of on',
    },
    {
      before: { rules: [rule('a')] },
      after: { rules: [rule('a', { conditions: [] })] },
      text: 'Rule 1 is for everyone; it was for everyone in segment a',
    },
    {
      before: { rules: [rule('a')] },
      after: { rules: [rule('a', { until: at })] },
      text: 'Rule 1 applies until Fri 27 Nov 2026, 14:00 CET',
    },
    {
      before: { fallthrough: split(10_000) },
      after: { fallthrough: split(50_000) },
      text: 'Everyone else: share of on 10 % → 50 %',
    },
    { after: { fallthrough: split(25_000) }, text: 'Everyone else: share of on 0 % → 25 %' },
    { after: { fallthrough: { variant: 'on' } }, text: 'Everyone else gets on instead of off' },
    {
      before: { fallthrough: split(10_000) },
      after: { fallthrough: split(10_000, { salt: 'new' }) },
      text: 'Everyone else: another salt, so people change sides',
    },
    { after: { fallthrough: split(0) }, text: 'Everyone else: turned into a split' },
    { before: { fallthrough: split(0) }, text: 'Everyone else: no longer a split' },
    { before: { variants: { on: true } }, after: { variants: { on: 1 } }, text: 'Value of on: true → 1' },
  ])('reads: $text', ({ before, after, text }) => {
    expect(diffConfigs(config(before), config(after), { timeZone }).map(({ phrase }) => phrase.text)).toEqual(
      [text],
    );
  });

  test('is none where nothing has changed', () => {
    expect(diffConfigs(config({ rules: [rule('a')] }), config({ rules: [rule('a')] }))).toEqual([]);
  });

  test('names the rule that has moved, not those that it has passed', () => {
    const rules = ['a', 'b', 'c', 'd'].map((id) => rule(id));

    const differences = diffConfigs(config({ rules }), config({ rules: [rule('d'), ...rules.slice(0, 3)] }));

    expect(differences.map(({ phrase, rung }) => [rung, phrase.text])).toEqual([
      ['rule:d', 'Former rule 4 is now rule 1'],
    ]);
  });
});

test('a segment is compared by name and by rule', () => {
  const before: Segment = { include: ['u1'], exclude: [], rules: [{ conditions: [{ segment: 'a' }] }] };
  const after: Segment = {
    include: ['u2', 'u3'],
    exclude: ['u1'],
    rules: [{ conditions: [{ segment: 'b' }] }],
  };

  expect(diffSegments(before, after).map(({ phrase }) => phrase.text)).toEqual([
    'u2 and u3 are now listed by name',
    'u1 is no longer listed by name',
    'u1 is now left out',
    'Now also everyone in segment b',
    'No longer everyone in segment a',
  ]);
});

test('what the API tells may be nothing, or not readable', () => {
  const flag: FlagConfig = config();

  expect(diffContents('flag', null, flag).map(({ phrase }) => phrase.text)).toEqual(['Flag added']);
  expect(diffContents('flag', flag, null).map(({ phrase }) => phrase.text)).toEqual(['Flag removed']);
  expect(diffContents('flag', { enabled: true }, flag)).toEqual([]);
  expect(diffContents('flag', flag, { ...flag, enabled: false }).map(({ phrase }) => phrase.text)).toEqual([
    'Switched off',
  ]);
});
