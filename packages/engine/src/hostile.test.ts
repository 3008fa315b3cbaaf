import { describe, expect, test } from 'vitest';
import { regex, rulesetOf } from '../../../test/support/spec.ts';
import { type Condition, type Context, compile, type InstantReader, type Rule } from './index.ts';

const NOW = 1_795_000_000_000;

function decide(condition: Condition, context: unknown): unknown {
  const rules = [{ id: 'r', conditions: [condition], serve: { variant: 'on' } }];
  return compile(rulesetOf({ flags: { flag: { rules } } }), { regex }).evaluate(
    'flag',
    context as Context,
    NOW,
  ).value;
}

const planIsPro: Condition = { attribute: 'plan', operator: 'equals', values: ['pro'] };

describe('a context', () => {
  const cyclic: Record<string, unknown> = { plan: 'pro' };
  cyclic.self = cyclic;
  class Session {
    get plan(): string {
      return 'pro';
    }
  }

  test.each([
    { given: 'null', context: null, expected: false },
    { given: 'undefined', context: undefined, expected: false },
    { given: 'a string', context: 'plan', expected: false },
    { given: 'a symbol', context: Symbol('plan'), expected: false },
    {
      given: 'a function with the property',
      context: Object.assign(() => {}, { plan: 'pro' }),
      expected: false,
    },
    { given: 'an inherited property', context: Object.create({ plan: 'pro' }), expected: false },
    { given: "a class's getter", context: new Session(), expected: false },
    {
      given: 'an own getter',
      context: Object.defineProperty({}, 'plan', { get: () => 'pro' }),
      expected: true,
    },
    {
      given: 'a getter that throws',
      context: Object.defineProperty({}, 'plan', {
        get: () => {
          throw new Error('no');
        },
      }),
      expected: false,
    },
    { given: 'no prototype', context: Object.assign(Object.create(null), { plan: 'pro' }), expected: true },
    { given: 'a cycle', context: cyclic, expected: true },
    { given: 'a proxy that throws at every trap', context: new Proxy({}, throwingTraps()), expected: false },
    { given: 'a revoked proxy', context: revoked(), expected: false },
    { given: 'a proxy in a path', context: { plan: new Proxy({}, throwingTraps()) }, expected: false },
    { given: 'a BigInt', context: { plan: 1n }, expected: false },
    { given: 'a String object', context: { plan: new String('pro') }, expected: false },
    { given: 'an object with toString', context: { plan: { toString: () => 'pro' } }, expected: false },
  ])('with $given gives $expected', ({ context, expected }) => {
    expect(decide(planIsPro, context)).toBe(expected);
  });

  test('with a getter that throws is missing the attribute, also under negate', () => {
    const context = Object.defineProperty({}, 'plan', {
      get: () => {
        throw new Error('no');
      },
    });

    expect(decide({ ...planIsPro, negate: true }, context)).toBe(false);
    expect(decide({ attribute: 'plan', operator: 'exists', negate: true }, context)).toBe(true);
  });

  test('does not see what somebody put on Object.prototype', () => {
    Object.defineProperty(Object.prototype, 'plan', { value: 'pro', configurable: true });
    try {
      expect(decide(planIsPro, {})).toBe(false);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'plan');
    }
  });

  test('with NaN and infinities compares as numbers do', () => {
    const less: Condition = { attribute: 'x', operator: 'less', values: [5] };

    expect(decide(less, { x: Number.NaN })).toBe(false);
    expect(decide(less, { x: Number.NEGATIVE_INFINITY })).toBe(true);
    expect(decide({ attribute: 'x', operator: 'one-of', values: [Number.NaN] }, { x: Number.NaN })).toBe(
      false,
    );
    expect(decide({ attribute: 'x', operator: 'before', values: [5] }, { x: Number.NaN })).toBe(false);
  });

  test('with strings of a megabyte is answered by every operator in linear time', () => {
    const long = 'a1.'.repeat(350_000);
    const started = performance.now();
    for (const operator of [
      'equals',
      'one-of',
      'contains',
      'starts-with',
      'ends-with',
      'matches',
      'semver-less',
      'before',
      'in-cidr',
    ] as const)
      decide({ attribute: 'x', operator, values: ['(a+)+b'], ignoreCase: true }, { x: long });

    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('that evaluates again while it is read does not disturb the evaluation', () => {
    const segments = {
      outer: { rules: [{ conditions: [{ segment: 'inner' }] }] },
      inner: { rules: [{ conditions: [planIsPro] }] },
    };
    const rules = [{ id: 'r', conditions: [{ segment: 'outer' }], serve: { variant: 'on' } }];
    const compiled = compile(rulesetOf({ flags: { flag: { rules } }, segments }), { regex });
    const inner: unknown[] = [];
    const context = Object.defineProperty({}, 'plan', {
      get: () => {
        inner.push(compiled.evaluate('flag', { plan: 'free' }, NOW).value);
        return 'pro';
      },
    });

    expect(compiled.evaluate('flag', context, NOW).value).toBe(true);
    expect(inner).toEqual([false]);
  });

  test('with a unit that is NaN or infinite is bucketed by its String()', () => {
    const split = {
      by: 'x',
      salt: 's',
      algorithm: 1 as const,
      weights: [['on', 100_000]] as [string, number][],
    };
    const compiled = compile(rulesetOf({ flags: { flag: { fallthrough: { split } } } }), { regex });

    expect(compiled.evaluate('flag', { x: Number.NaN }, NOW).reason).toBe('SPLIT');
    expect(compiled.evaluate('flag', { x: 1n }, NOW).errorCode).toBe('TARGETING_KEY_MISSING');
    expect(compiled.evaluate('flag', { x: Symbol('u') }, NOW).errorCode).toBe('TARGETING_KEY_MISSING');
  });
});

function throwingTraps(): ProxyHandler<object> {
  const fail = (): never => {
    throw new Error('trapped');
  };
  return { get: fail, has: fail, getOwnPropertyDescriptor: fail, ownKeys: fail, getPrototypeOf: fail };
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('an attribute that is an object', () => {
  const rules = [
    {
      id: 'r',
      conditions: [{ attribute: 'a.b', operator: 'after', values: ['2026-01-01T00:00:00Z'] }],
      serve: { variant: 'on' },
    },
  ] satisfies Rule[];
  const moment = { year: 2027 };
  const context = { a: { b: moment } };
  const ask = (toInstant?: InstantReader) => {
    const compiled = compile(rulesetOf({ flags: { flag: { rules } } }), { regex, toInstant });
    const { decision } = compiled.explain('flag', context, 0);
    expect(decision).toEqual(compiled.evaluate('flag', context, 0));
    return decision.variant;
  };

  test('is an instant only if the host says so', () => {
    expect(ask((value) => (value === moment ? Date.UTC(2027, 0) : undefined))).toBe('on');
    expect(ask(() => Date.UTC(2025, 0))).toBe('off');
    expect(ask(() => undefined)).toBe('off');
    expect(ask(() => Number.NaN)).toBe('off');
    expect(ask()).toBe('off');
  });

  test('is none when the host fails to say', () => {
    const failing = () => {
      throw new Error('no');
    };
    expect(ask(failing)).toBe('off');
  });
});
