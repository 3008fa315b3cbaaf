import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flagDefaults, regex, rulesetOf } from '../../../test/support/spec.ts';
import {
  affectedFlags,
  apply,
  boundariesBetween,
  bucketOf,
  type Condition,
  type Context,
  canonicalJson,
  compile,
  createDigest,
  diff,
  type Flag,
  type JsonValue,
  nextBoundary,
  operators,
  type Ruleset,
  type Segment,
  type Serve,
} from './index.ts';

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
const instant = fc.integer({ min: 0, max: 10 });
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

const flag: fc.Arbitrary<Flag> = fc
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

const ruleset: fc.Arbitrary<Ruleset> = fc
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

const plainContext = fc.record(
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
const anyContext: fc.Arbitrary<unknown> = fc.oneof(
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
const anyKey = fc.oneof(fc.constantFrom(...flagKeys), fc.string());

/** Values outside the types are the point: an engine meets them in production. */
function hostile(context: unknown): Context {
  return context as Context;
}

describe('evaluation', () => {
  test('never throws and always gives a reason, whatever the context', () => {
    fc.assert(
      fc.property(ruleset, anyKey, anyContext, fc.double(), (rules, key, context, now) => {
        const decision = compile(rules, { regex }).evaluate(key, hostile(context), now);

        expect(decision.errorCode).not.toBe('GENERAL');
        expect(typeof decision.reason).toBe('string');
        expect(Object.isFrozen(decision)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('compiles and answers for rulesets that are anything at all below their two objects', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything()),
        fc.dictionary(fc.string(), fc.anything()),
        anyContext,
        (flags, segments, context) => {
          const rules = { ...rulesetOf({ flags: {} }), flags, segments } as Ruleset;
          const compiled = compile(rules, { regex });

          for (const key of compiled.flagKeys) {
            const decision = compiled.evaluate(key, hostile(context), 0);
            expect(typeof decision.reason).toBe('string');
            expect(compiled.explain(key, hostile(context), 0).decision).toEqual(decision);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is deterministic, also across compilations', () => {
    fc.assert(
      fc.property(ruleset, anyKey, plainContext, instant, (rules, key, context, now) => {
        const first = compile(rules, { regex });
        const second = compile(structuredClone(rules), { regex });

        expect(first.evaluate(key, context, now)).toBe(first.evaluate(key, context, now));
        expect(second.evaluate(key, context, now)).toEqual(first.evaluate(key, context, now));
      }),
    );
  });

  test('decides what its explanation decides, by exactly one step', () => {
    fc.assert(
      fc.property(ruleset, anyKey, anyContext, instant, (rules, key, context, now) => {
        const compiled = compile(rules, { regex });
        const { decision, rungs } = compiled.explain(key, hostile(context), now);

        expect(decision).toEqual(compiled.evaluate(key, hostile(context), now));
        expect(rungs.filter(({ outcome }) => outcome === 'decided')).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  test('does not touch the prototypes or the context', () => {
    fc.assert(
      fc.property(ruleset, anyKey, plainContext, instant, (rules, key, context, now) => {
        const before = { context: structuredClone(context), prototype: Reflect.ownKeys(Object.prototype) };

        compile(rules, { regex }).evaluate(key, context, now);

        expect(context).toEqual(before.context);
        expect(Reflect.ownKeys(Object.prototype)).toEqual(before.prototype);
      }),
    );
  });

  test('changes over time only at boundaries', () => {
    fc.assert(
      fc.property(ruleset, plainContext, instant, instant, (rules, context, one, other) => {
        const [after, until] = [Math.min(one, other), Math.max(one, other)];
        const compiled = compile(rules, { regex });
        const concerned = new Set(boundariesBetween(rules, after, until).flatMap(({ flags }) => flags));

        for (const key of compiled.flagKeys.filter((candidate) => !concerned.has(candidate)))
          expect(compiled.evaluate(key, context, until)).toBe(compiled.evaluate(key, context, after));
      }),
      { numRuns: 300 },
    );
  });
});

describe('boundaries', () => {
  test('the next one is the first of all that follow', () => {
    fc.assert(
      fc.property(ruleset, instant, (rules, after) => {
        const [first = null] = boundariesBetween(rules, after, Number.POSITIVE_INFINITY);

        expect(nextBoundary(rules, after)).toEqual(first);
      }),
    );
  });
});

describe('splits', () => {
  const isOn = (unit: string, weight: number, salt: string): boolean => {
    const weights: [string, number][] = [
      ['on', weight],
      ['off', 100_000 - weight],
    ];
    const flags = {
      flag: { fallthrough: { split: { by: 'targetingKey', salt, algorithm: 1 as const, weights } } },
    };
    return (
      compile(rulesetOf({ flags }), { regex }).evaluate('flag', { targetingKey: unit }, 0).value === true
    );
  };
  const unit = fc.string({ minLength: 1, unit: 'binary' });
  const weight = fc.integer({ min: 0, max: 100_000 });

  test('serve by the bucket of salt and unit, whatever else the flag has', () => {
    fc.assert(
      fc.property(unit, weight, fc.string({ unit: 'binary' }), (key, share, salt) => {
        expect(isOn(key, share, salt)).toBe(bucketOf(salt, key) < share);
      }),
      { numRuns: 300 },
    );
  });

  test('with two variants, raising a weight only adds to it', () => {
    fc.assert(
      fc.property(unit, weight, weight, (key, one, other) => {
        expect(!isOn(key, Math.min(one, other), 's') || isOn(key, Math.max(one, other), 's')).toBe(true);
      }),
    );
  });

  test('give buckets within range for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (salt, key) => {
        const bucket = bucketOf(salt, key);

        expect(Number.isInteger(bucket) && bucket >= 0 && bucket < 100_000).toBe(true);
      }),
    );
  });

  test.each(['', 'rel_7', 'new-checkout', 'größe'])(
    'are uniform with the salt "%s": chi-squared over 100 cells',
    (salt) => {
      const cells = new Array<number>(100).fill(0);
      const units = 100_000;
      for (let index = 0; index < units; index++) {
        const cell = Math.floor(bucketOf(salt, `user-${index}`) / 1000);
        cells[cell] = (cells[cell] ?? 0) + 1;
      }

      const chiSquared = cells.reduce((sum, count) => sum + (count - units / 100) ** 2 / (units / 100), 0);

      // 99 degrees of freedom: 0.001 % lies above 173, and 0.001 % below 47.
      expect(chiSquared).toBeLessThan(173);
      expect(chiSquared).toBeGreaterThan(47);
    },
  );

  test('with different salts are independent', () => {
    const units = Array.from({ length: 40_000 }, (_, index) => `user-${index}`);
    const both = units.filter((key) => bucketOf('one', key) < 50_000 && bucketOf('two', key) < 50_000).length;

    // A quarter, within five standard deviations.
    expect(Math.abs(both - 10_000)).toBeLessThan(5 * Math.sqrt(40_000 * 0.25 * 0.75));
  });
});

describe('patches', () => {
  const digest = createDigest((content) => createHash('sha256').update(content).digest('hex'));

  test('turn one ruleset into the other', () => {
    fc.assert(
      fc.property(ruleset, ruleset, (a, b) => {
        const patched = apply(a, diff(a, b));

        expect(canonicalJson({ ...patched, overrides: patched.overrides ?? null })).toBe(
          canonicalJson({
            ...b,
            overrides: b.overrides ?? null,
            ...(a.measureKeys === undefined || b.measureKeys !== undefined ? {} : { measureKeys: {} }),
          }),
        );
      }),
    );
  });

  test('leave the same answers as a whole ruleset', () => {
    fc.assert(
      fc.property(ruleset, ruleset, anyKey, plainContext, instant, (a, b, key, context, now) => {
        const patched = compile(apply(a, diff(a, b)), { regex });

        expect(patched.evaluate(key, context, now)).toEqual(
          compile(b, { regex }).evaluate(key, context, now),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('leave the same answers when unchanged flags are taken over from the version before', () => {
    fc.assert(
      fc.property(
        ruleset,
        ruleset,
        flag,
        anyKey,
        plainContext,
        instant,
        (a, b, changed, key, context, now) => {
          const before = compile(a, { regex });
          const inBetween = compile(apply(a, diff(a, { ...a, flags: { ...a.flags, a: changed } })), {
            regex,
            previous: before,
          });
          const after = compile(apply(inBetween.ruleset, diff(inBetween.ruleset, b)), {
            regex,
            previous: inBetween,
          });
          const oneSegment = compile({ ...a, segments: b.segments }, { regex, previous: before });

          for (const compiled of [inBetween, after, oneSegment])
            expect(compiled.evaluate(key, context, now)).toEqual(
              compile(structuredClone(compiled.ruleset), { regex }).evaluate(key, context, now),
            );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('survive JSON', () => {
    fc.assert(
      fc.property(ruleset, ruleset, (a, b) => {
        const sent = JSON.parse(JSON.stringify(diff(a, b)));

        expect(digest(apply(a, sent))).toBe(digest(b));
      }),
    );
  });

  test('have the digest of the whole, computed from what changed', () => {
    fc.assert(
      fc.property(ruleset, ruleset, (a, b) => {
        const fresh = createDigest((content) => createHash('sha256').update(content).digest('hex'));
        digest(a);

        expect(digest(apply(a, diff(a, b)))).toBe(fresh(structuredClone(b)));
      }),
    );
  });

  test('keep unchanged flags and segments as the same objects', () => {
    fc.assert(
      fc.property(ruleset, ruleset, (a, b) => {
        const patch = diff(a, b);
        const patched = apply(a, patch);

        for (const [key, item] of Object.entries(patched.flags))
          if (!Object.hasOwn(patch.flags, key)) expect(item).toBe(a.flags[key]);
        for (const [key, item] of Object.entries(patched.segments))
          if (!Object.hasOwn(patch.segments, key)) expect(item).toBe(a.segments[key]);
      }),
    );
  });

  test('between equal rulesets are empty', () => {
    fc.assert(
      fc.property(ruleset, (a) => {
        const { flags, removedFlags, segments, removedSegments, ...rest } = diff(a, structuredClone(a));

        expect([Object.keys(flags), removedFlags, Object.keys(segments), removedSegments]).toEqual([
          [],
          [],
          [],
          [],
        ]);
        expect(rest).toEqual({ epoch: a.epoch, from: a.version, to: a.version, digest: a.digest });
      }),
    );
  });

  test('alter the answers of affected flags only', () => {
    fc.assert(
      fc.property(ruleset, ruleset, plainContext, instant, (a, b, context, now) => {
        const { flags, removedFlags, segments, removedSegments } = diff(a, b);
        const changed = {
          flags: [...Object.keys(flags), ...removedFlags],
          segments: [...Object.keys(segments), ...removedSegments],
        };
        const affected = new Set([...affectedFlags(a, changed), ...affectedFlags(b, changed)]);
        const [before, after] = [compile(a, { regex }), compile(b, { regex })];

        for (const key of after.flagKeys.filter((candidate) => !affected.has(candidate)))
          expect(after.evaluate(key, context, now)).toEqual(before.evaluate(key, context, now));
      }),
      { numRuns: 300 },
    );
  });
});
