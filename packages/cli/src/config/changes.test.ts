import type { FlagConfig } from '@slipway/api';
import { expect, test } from 'vitest';
import { changesBetween } from './changes.ts';

const config: FlagConfig = {
  enabled: false,
  schedule: [{ at: 0, enabled: true }],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [{ variant: 'on', keys: ['u1'] }],
  rules: [
    { id: 'r1', conditions: [{ segment: 'internal' }], serve: { variant: 'on' } },
    { id: 'r2', conditions: [], serve: { variant: 'off' } },
  ],
  fallthrough: { variant: 'off' },
};
const [r1, r2] = config.rules as [FlagConfig['rules'][number], FlagConfig['rules'][number]];
const split = (salt: string): FlagConfig['fallthrough'] => ({
  split: {
    by: 'targetingKey',
    salt,
    algorithm: 1,
    weights: [
      ['on', 10_000],
      ['off', 90_000],
    ],
  },
});

test.each<{ given: string; after: Partial<FlagConfig>; before?: Partial<FlagConfig>; expected: string[] }>([
  { given: 'nothing new', after: {}, expected: [] },
  { given: 'the switch', after: { enabled: true }, expected: ['switched on'] },
  { given: 'a share', after: { fallthrough: split('a') }, expected: ['default: off → 10% on, 90% off'] },
  {
    given: 'only another salt',
    before: { fallthrough: split('a') },
    after: { fallthrough: split('b') },
    expected: ['default: salt a → b, which moves users'],
  },
  {
    given: 'a new rule',
    after: { rules: [r1, r2, { id: 'r3', conditions: [], serve: { variant: 'on' } }] },
    expected: ['added rule r3 (everyone → on)'],
  },
  {
    given: 'a rule less',
    after: { rules: [r2] },
    expected: ['removed rule r1 (in segment "internal" → on)'],
  },
  {
    given: 'a rule that serves another variant',
    after: { rules: [{ ...r1, serve: { variant: 'off' } }, r2] },
    expected: ['rule r1: in segment "internal" → on  ⇒  in segment "internal" → off'],
  },
  { given: 'another order', after: { rules: [r2, r1] }, expected: ['rules in the order r2, r1'] },
  {
    given: 'fields in another order',
    after: { rules: [{ serve: r1.serve, conditions: r1.conditions, id: 'r1' }, r2] },
    expected: [],
  },
  {
    given: 'a moved target',
    after: { targets: [{ variant: 'off', keys: ['u1'] }] },
    expected: ['removed target u1 → on', 'added target u1 → off'],
  },
  {
    given: 'an empty schedule',
    after: { schedule: [] },
    expected: ['removed schedule on at 1970-01-01T00:00:00.000Z'],
  },
  {
    given: 'a requirement and a safe variant',
    after: { prerequisites: [{ flag: 'cart', variants: ['on', 'new'] }], safeVariant: 'on' },
    expected: ['safe variant: none → on', 'added prerequisite cart = on or new'],
  },
])('given $given, says so', ({ before, after, expected }) => {
  expect(changesBetween({ ...config, ...before }, { ...config, ...after })).toEqual(expected);
});
