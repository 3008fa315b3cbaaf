import type { FlagConfig, Rule, Serve } from '@slipway/engine';
import { expect, test } from 'vitest';
import { reachesMore } from './reaches-more.ts';

const now = 1_000;
const split = (on: number, salt = 's', by = 'targetingKey'): Serve => ({
  split: {
    by,
    salt,
    algorithm: 1,
    weights: [
      ['on', on],
      ['off', 100_000 - on],
    ],
  },
});
const internal = { segment: 'internal' };
const plan: Rule['conditions'][number] = { attribute: 'plan', operator: 'one-of', values: ['pro'] };
const rule = (edit: Partial<Rule> = {}): Rule => ({
  id: 'r1',
  conditions: [internal],
  serve: { variant: 'on' },
  ...edit,
});

function config(edit: Partial<FlagConfig> & { killed?: boolean } = {}): FlagConfig & { killed?: boolean } {
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

type Case = { what: string; before?: Parameters<typeof config>[0]; after?: Parameters<typeof config>[0] };

test.each<Case>([
  { what: 'switched on', before: { enabled: false }, after: {} },
  {
    what: 'a schedule switches it on',
    before: { enabled: false },
    after: { enabled: false, schedule: [{ at: 2_000, enabled: true }] },
  },
  { what: 'a schedule no longer switches it off', before: { schedule: [{ at: 2_000, enabled: false }] } },
  {
    what: 'switched on by schedule earlier',
    before: { enabled: false, schedule: [{ at: 3_000, enabled: true }] },
    after: { enabled: false, schedule: [{ at: 2_000, enabled: true }] },
  },
  { what: 'restored', before: { killed: true }, after: {} },
  {
    what: 'a share that grows',
    before: { fallthrough: split(10_000) },
    after: { fallthrough: split(50_000) },
  },
  {
    what: 'a share for other people',
    before: { fallthrough: split(10_000) },
    after: { fallthrough: split(10_000, 'other') },
  },
  {
    what: 'a share by another unit',
    before: { fallthrough: split(10_000) },
    after: { fallthrough: split(10_000, 's', 'company') },
  },
  { what: 'a rule more', after: { rules: [rule()] } },
  {
    what: 'a condition less',
    before: { rules: [rule({ conditions: [internal, plan] })] },
    after: { rules: [rule()] },
  },
  {
    what: 'another condition',
    before: { rules: [rule()] },
    after: { rules: [rule({ conditions: [plan] })] },
  },
  {
    what: 'a longer time',
    before: { rules: [rule({ until: 5_000 })] },
    after: { rules: [rule({ until: 6_000 })] },
  },
  { what: 'an earlier start', before: { rules: [rule({ from: 5_000 })] }, after: { rules: [rule()] } },
  {
    what: 'another variant',
    before: { rules: [rule()] },
    after: { rules: [rule({ serve: { variant: 'beta' } })] },
  },
  { what: 'a key more', after: { targets: [{ variant: 'on', keys: ['u1'] }] } },
  {
    what: 'a key that is no longer kept out',
    before: { targets: [{ variant: 'off', keys: ['u1'] }], fallthrough: { variant: 'on' } },
    after: { fallthrough: { variant: 'on' } },
  },
  { what: 'a prerequisite less', before: { prerequisites: [{ flag: 'cart', variants: ['on'] }] } },
  {
    what: 'a prerequisite that accepts more',
    before: { prerequisites: [{ flag: 'cart', variants: ['on'] }] },
    after: { prerequisites: [{ flag: 'cart', variants: ['on', 'off'] }] },
  },
  {
    what: 'a rule less that kept people out',
    before: { rules: [rule({ serve: { variant: 'off' } })], fallthrough: { variant: 'on' } },
    after: { fallthrough: { variant: 'on' } },
  },
  {
    what: 'a rule that keeps fewer out',
    before: { rules: [rule({ serve: { variant: 'off' } })], fallthrough: { variant: 'on' } },
    after: {
      rules: [rule({ serve: { variant: 'off' }, conditions: [internal, plan] })],
      fallthrough: { variant: 'on' },
    },
  },
  {
    what: 'a rule less whose people get another variant',
    before: { rules: [rule({ serve: { variant: 'beta' } })], fallthrough: { variant: 'on' } },
    after: { fallthrough: { variant: 'on' } },
  },
  {
    what: 'a rule before the one that kept its people out',
    before: { rules: [rule({ id: 'no', serve: { variant: 'off' } }), rule({ conditions: [plan] })] },
    after: { rules: [rule({ conditions: [plan] }), rule({ id: 'no', serve: { variant: 'off' } })] },
  },
  { what: 'another off variant', after: { offVariant: 'basic' } },
])('$what reaches more', ({ before, after }) => {
  expect(reachesMore(config(before), config(after), now)).toBe(true);
});

test.each<Case>([
  { what: 'nothing changed', before: { rules: [rule()] }, after: { rules: [rule()] } },
  { what: 'switched off', after: { enabled: false, fallthrough: { variant: 'on' } } },
  {
    what: 'edited while it is off',
    before: { enabled: false },
    after: { enabled: false, fallthrough: { variant: 'on' } },
  },
  {
    what: 'edited while it is killed',
    before: { killed: true },
    after: { killed: true, fallthrough: { variant: 'on' } },
  },
  {
    what: 'a share that shrinks',
    before: { fallthrough: split(50_000) },
    after: { fallthrough: split(10_000) },
  },
  {
    what: 'from everybody to half',
    before: { fallthrough: { variant: 'on' } },
    after: { fallthrough: split(50_000) },
  },
  {
    what: 'a condition more',
    before: { rules: [rule()] },
    after: { rules: [rule({ conditions: [plan, internal] })] },
  },
  { what: 'a rule less with nothing behind it', before: { rules: [rule()] } },
  {
    what: 'a rule less whose people get the same anyway',
    before: { rules: [rule()], fallthrough: { variant: 'on' } },
    after: { fallthrough: { variant: 'on' } },
  },
  { what: 'a rule that keeps people out', after: { rules: [rule({ serve: { variant: 'off' } })] } },
  { what: 'a shorter time', before: { rules: [rule()] }, after: { rules: [rule({ until: 5_000 })] } },
  {
    what: 'a key less',
    before: { targets: [{ variant: 'on', keys: ['u1', 'u2'] }] },
    after: { targets: [{ variant: 'on', keys: ['u1'] }] },
  },
  { what: 'a key that is kept out', after: { targets: [{ variant: 'off', keys: ['u1'] }] } },
  { what: 'a prerequisite more', after: { prerequisites: [{ flag: 'cart', variants: ['on'] }] } },
  { what: 'a schedule that switches it off', after: { schedule: [{ at: 2_000, enabled: false }] } },
  {
    what: 'rules of one variant in another order',
    before: { rules: [rule(), rule({ id: 'r2', conditions: [plan] })] },
    after: { rules: [rule({ id: 'r2', conditions: [plan] }), rule()] },
  },
])('$what reaches nobody more', ({ before, after }) => {
  expect(reachesMore(config(before), config(after), now)).toBe(false);
});
