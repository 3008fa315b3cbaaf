import type { Condition, Context, Flag, JsonValue, Ruleset, Segment, Serve } from '@slipway/engine';
import { operators } from '@slipway/engine';
import fc from 'fast-check';
import { flagDefaults, rulesetOf } from './spec.ts';

const flagKeys = ['a', 'b', 'c', 'd', '__proto__'];
const segmentKeys = ['s', 't', 'constructor'];
const attributes = ['plan', 'user.plan', 'age', 'version', 'targetingKey', '__proto__', 'ip'];
const texts = [
  'pro',
  'team',
  'u1',
  '1.2.3',
  '2.0.0-rc.1',
  '10.0.0.1',
  '10.0.0.0/8',
  '2026-11-18T11:06:40Z',
  '(',
  '^p',
  '',
];

const variant = fc.constantFrom('on', 'off');
export const instant = fc.integer({ min: 0, max: 10 });
const optionalInstant = fc.option(instant);
const text = fc.oneof(
  { arbitrary: fc.constantFrom(...texts), weight: 4 },
  { arbitrary: fc.string(), weight: 1 },
);
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    attribute: fc.constantFrom(...attributes),
    operator: fc.constantFrom(...operators),
    values: fc.array(value, { maxLength: 3 }),
    negate: fc.boolean(),
    ignoreCase: fc.boolean(),
  }),
  fc.record({ segment: fc.constantFrom(...segmentKeys, 'unknown'), negate: fc.boolean() }),
);
const conditions = fc.array(condition, { maxLength: 3 });

const serve: fc.Arbitrary<Serve> = fc.oneof(
  fc.record({ variant }),
  fc
    .record({
      by: fc.constantFrom('targetingKey', 'plan', 'user.plan'),
      salt: fc.string(),
      weight: fc.integer({ min: 0, max: 100_000 }),
    })
    .map(
      ({ by, salt, weight }): Serve => ({
        split: {
          by,
          salt,
          algorithm: 1,
          weights: [
            ['on', weight],
            ['off', 100_000 - weight],
          ],
        },
      }),
    ),
);

export const flag: fc.Arbitrary<Flag> = fc
  .record({
    version: fc.nat(3),
    killed: fc.boolean(),
    enabled: fc.boolean(),
    safeVariant: fc.option(variant),
    schedule: fc.array(fc.record({ at: instant, enabled: fc.boolean() }), { maxLength: 3 }),
    prerequisites: fc.array(
      fc.record({
        flag: fc.constantFrom(...flagKeys, 'unknown'),
        variants: fc.uniqueArray(variant, { minLength: 1 }),
      }),
      { maxLength: 2 },
    ),
    targets: fc.array(fc.record({ variant, keys: fc.array(text, { maxLength: 3 }) }), { maxLength: 2 }),
    rules: fc.array(
      fc.record({
        id: fc.string({ minLength: 1 }),
        conditions,
        serve,
        from: optionalInstant,
        until: optionalInstant,
      }),
      { maxLength: 3 },
    ),
    fallthrough: serve,
  })
  .map((config) => ({ ...flagDefaults, ...config }));

const segment: fc.Arbitrary<Segment> = fc.record({
  include: fc.array(text, { maxLength: 3 }),
  exclude: fc.array(text, { maxLength: 3 }),
  rules: fc.array(fc.record({ conditions }), { maxLength: 2 }),
});

export const ruleset: fc.Arbitrary<Ruleset> = fc
  .record({
    flags: fc.dictionary(fc.constantFrom(...flagKeys), flag),
    segments: fc.dictionary(fc.constantFrom(...segmentKeys), segment),
    version: fc.nat(),
    measureKeys: fc.option(fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }), { nil: undefined }),
    overrides: fc.option(fc.record({ key: fc.string() })),
  })
  .map(({ measureKeys, ...rest }) => ({
    ...rulesetOf({ flags: {} }),
    ...rest,
    digest: `sha256:${rest.version}`,
    ...(measureKeys === undefined ? {} : { measureKeys }),
  }));

export const plainContext = fc.record(
  {
    targetingKey: fc.oneof(text, fc.integer(), fc.constant(null)),
    plan: value,
    user: fc.record({ plan: value }),
    age: fc.integer(),
    version: text,
    ip: text,
  },
  { requiredKeys: [] },
);
export const anyContext: fc.Arbitrary<unknown> = fc.oneof(
  plainContext,
  fc.anything({
    withBigInt: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    withMap: true,
    withDate: true,
    maxDepth: 3,
  }),
);
export const anyKey = fc.oneof(fc.constantFrom(...flagKeys), fc.string());

/** Values outside the types are the point: an engine meets them in production. */
export function hostile(context: unknown): Context {
  return context as Context;
}
