import type { FlagConfig, Rule, Serve } from '@slipway/engine';
import { expect, test } from 'vitest';
import { type HeldState, lastBoundary, servingOf, variantsIn } from './serving.ts';

const NOW = Date.parse('2027-03-01T12:00:00Z');
const LATER = NOW + 60_000;
const EARLIER = NOW - 60_000;

const on: FlagConfig = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};
const off: Serve = { variant: 'off' };
const pro = { attribute: 'plan', operator: 'equals', values: ['pro'] } as const;

function split(...weights: [string, number][]): Serve {
  return { split: { by: 'targetingKey', salt: 's', algorithm: 1, weights } };
}

function rule(part: Partial<Rule> = {}): Rule {
  return { id: 'r', conditions: [{ ...pro, values: ['pro'] }], serve: { variant: 'on' }, ...part };
}

/** Of every other flag. */
const others = () => new Set(['on']);

test.each([
  { given: 'only the fallthrough', config: {}, kind: 'everybody', share: 100_000, variant: 'on' },
  { given: 'a fallthrough to off', config: { fallthrough: off }, kind: 'nobody', share: 0, variant: 'off' },
  {
    given: 'a tenth',
    config: { fallthrough: split(['on', 10_000], ['off', 90_000]) },
    kind: 'some',
    share: 10_000,
    variant: null,
  },
  {
    given: 'two variants and none of off',
    config: { fallthrough: split(['a', 50_000], ['b', 50_000], ['off', 0]) },
    kind: 'everybody',
    share: 100_000,
    variant: null,
  },
  {
    given: 'a split whose whole weight is off',
    config: { fallthrough: split(['on', 0], ['off', 100_000]) },
    kind: 'nobody',
    share: 0,
    variant: 'off',
  },
  {
    given: 'a target beside off',
    config: { fallthrough: off, targets: [{ variant: 'on', keys: ['u1', 'u2'] }] },
    kind: 'some',
    share: 0,
    variant: null,
  },
  {
    given: 'a target without keys',
    config: { fallthrough: off, targets: [{ variant: 'on', keys: [] }] },
    kind: 'nobody',
    share: 0,
    variant: 'off',
  },
  {
    given: 'a target that takes somebody out',
    config: { targets: [{ variant: 'off', keys: ['u1'] }] },
    kind: 'some',
    share: 100_000,
    variant: null,
  },
  {
    given: 'a rule beside off',
    config: { fallthrough: off, rules: [rule()] },
    kind: 'some',
    share: 0,
    variant: null,
  },
  {
    given: 'a rule of which nobody gets anything',
    config: { fallthrough: off, rules: [rule({ serve: split(['on', 0], ['off', 100_000]) })] },
    kind: 'nobody',
    share: 0,
    variant: 'off',
  },
  {
    given: 'a rule whose time has not come',
    config: { fallthrough: off, rules: [rule({ from: LATER })] },
    kind: 'nobody',
    share: 0,
    variant: 'off',
  },
  {
    given: 'a rule that begins this instant',
    config: { fallthrough: off, rules: [rule({ from: NOW, until: LATER })] },
    kind: 'some',
    share: 0,
    variant: null,
  },
  {
    given: 'a rule that ends this instant',
    config: { fallthrough: off, rules: [rule({ from: EARLIER, until: NOW })] },
    kind: 'nobody',
    share: 0,
    variant: 'off',
  },
  {
    given: 'a rule without conditions, so that nothing reaches the fallthrough',
    config: {
      fallthrough: off,
      rules: [rule({ conditions: [], serve: split(['on', 25_000], ['off', 75_000]) }), rule({ serve: off })],
    },
    kind: 'some',
    share: 25_000,
    variant: null,
  },
  {
    given: 'a rule for everybody before a fallthrough to off',
    config: { fallthrough: off, rules: [rule({ conditions: [] })] },
    kind: 'everybody',
    share: 100_000,
    variant: 'on',
  },
  {
    given: 'a flag that it requires',
    config: { prerequisites: [{ flag: 'other', variants: ['on'] }] },
    kind: 'some',
    share: 100_000,
    variant: null,
  },
  {
    given: 'an off variant that is the only one',
    config: { offVariant: 'on' },
    kind: 'nobody',
    share: 0,
    variant: 'on',
  },
])('switched on with $given it serves $kind', ({ config, kind, share, variant }) => {
  const serving = servingOf({ config: { ...on, ...config }, killed: false }, NOW, others);

  expect(serving).toMatchObject({ kind, share, variant });
});

test.each([
  { given: 'switched off', config: { enabled: false }, killed: false, kind: 'off', variant: 'off' },
  {
    given: 'switched off by its schedule',
    config: { schedule: [{ at: EARLIER, enabled: false }] },
    killed: false,
    kind: 'off',
    variant: 'off',
  },
  {
    given: 'switched on by its schedule',
    config: { enabled: false, schedule: [{ at: NOW, enabled: true }] },
    killed: false,
    kind: 'everybody',
    variant: 'on',
  },
  { given: 'killed', config: {}, killed: true, kind: 'killed', variant: 'off' },
  {
    given: 'killed with a safe variant',
    config: { safeVariant: 'safe' },
    killed: true,
    kind: 'killed',
    variant: 'safe',
  },
  {
    given: 'killed while switched off',
    config: { enabled: false },
    killed: true,
    kind: 'killed',
    variant: 'off',
  },
])('$given it is $kind', ({ config, killed, kind, variant }) => {
  const serving = servingOf({ config: { ...on, ...config }, killed }, NOW, others);

  expect(serving).toMatchObject({ kind, variant });
});

const bounded = {
  ...on,
  schedule: [
    { at: EARLIER, enabled: true },
    { at: LATER + 1, enabled: false },
  ],
  rules: [rule({ from: EARLIER - 1, until: LATER }), rule({ from: null })],
};

test('the next and the last boundary are those of schedule and rules nearest to now', () => {
  expect(servingOf({ config: bounded, killed: false }, NOW, others).nextAt).toBe(
    new Date(LATER).toISOString(),
  );
  expect(lastBoundary({ config: bounded, killed: false }, NOW)).toBe(EARLIER);
  expect(servingOf({ config: bounded, killed: false }, LATER + 1, others).nextAt).toBeNull();
  expect(lastBoundary({ config: on, killed: false }, NOW)).toBeNull();
});

test('a killed flag has no boundaries', () => {
  expect(servingOf({ config: bounded, killed: true }, NOW, others).nextAt).toBeNull();
  expect(lastBoundary({ config: bounded, killed: true }, NOW)).toBeNull();
});

test('a boundary beyond the years of RFC 3339 is none to tell', () => {
  const config = { ...on, schedule: [{ at: Number.MAX_SAFE_INTEGER, enabled: false }] };

  expect(servingOf({ config, killed: false }, NOW, others).nextAt).toBeNull();
});

test('rules and listed keys are counted', () => {
  const targets = [
    { variant: 'on', keys: ['a', 'b'] },
    { variant: 'off', keys: ['c'] },
  ];

  expect(servingOf({ config: { ...bounded, targets }, killed: false }, NOW, others)).toMatchObject({
    rules: 2,
    targets: 3,
  });
});

function requiring(flag: string, ...variants: string[]): FlagConfig {
  return { ...on, prerequisites: [{ flag, variants }] };
}

function standing(config: Partial<FlagConfig> = {}, killed = false): HeldState {
  return { config: { ...on, ...config }, killed };
}

function servingAmong(flags: Record<string, HeldState>, config: FlagConfig) {
  return servingOf(
    { config, killed: false },
    NOW,
    variantsIn((key) => flags[key], NOW),
  );
}

test.each<{ given: string; cart?: HeldState }>([
  { given: 'there is not' },
  { given: 'is killed', cart: standing({}, true) },
  { given: 'is killed to a safe variant', cart: standing({ safeVariant: 'safe' }, true) },
  { given: 'is off', cart: standing({ enabled: false }) },
  { given: 'its schedule has switched off', cart: standing({ schedule: [{ at: NOW, enabled: false }] }) },
  { given: 'serves off alone', cart: standing({ fallthrough: off }) },
  { given: 'serves other variants', cart: standing({ fallthrough: split(['a', 1], ['b', 99_999]) }) },
  { given: 'is itself held', cart: standing(requiring('gone', 'on')) },
  { given: 'comes to require itself', cart: standing(requiring('cart', 'on')) },
])('a flag is held by a required one that $given: everybody gets off', ({ cart }) => {
  const flags = cart ? { cart } : {};
  const targets = [{ variant: 'on', keys: ['u42'] }];

  const serving = servingAmong(flags, { ...requiring('cart', 'on'), targets });

  expect(serving).toMatchObject({ kind: 'nobody', heldBy: 'cart', share: 0, variant: 'off' });
  expect(serving.requires).toEqual(['cart']);
});

test.each([
  {
    given: 'serves an accepted variant to some',
    cart: standing({ targets: [{ variant: 'on', keys: ['u1'] }] }),
  },
  { given: 'is killed to an accepted variant', cart: standing({ safeVariant: 'on' }, true) },
  { given: 'is off, which is accepted', cart: standing({ offVariant: 'on', enabled: false }) },
])('a flag is not held by a required one that $given', ({ cart }) => {
  expect(servingAmong({ cart }, requiring('cart', 'on'))).toMatchObject({
    kind: 'some',
    heldBy: null,
    share: 100_000,
  });
});

test('a flag that is off or killed is held by nothing but that', () => {
  const config = requiring('gone', 'on');
  const nobody = variantsIn(() => undefined, NOW);

  expect(servingOf({ config, killed: true }, NOW, nobody)).toMatchObject({ kind: 'killed', heldBy: null });
  expect(servingOf({ config: { ...config, enabled: false }, killed: false }, NOW, nobody)).toMatchObject({
    kind: 'off',
    heldBy: null,
  });
});

test('a flag that many require by many ways is judged once', () => {
  const asked: string[] = [];
  const layers = 40;
  const both = (layer: number) => [
    { flag: `a${layer}`, variants: ['on'] },
    { flag: `b${layer}`, variants: ['on'] },
  ];
  const variantsOf = variantsIn((key) => {
    asked.push(key);
    const layer = Number(key.slice(1));
    return standing(layer < layers ? { prerequisites: both(layer + 1) } : {});
  }, NOW);

  const serving = servingOf(standing({ prerequisites: both(1) }), NOW, variantsOf);

  expect(serving).toMatchObject({ kind: 'some', heldBy: null });
  expect(asked).toHaveLength(2 * layers);
});
