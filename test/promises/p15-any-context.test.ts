import { OpenFeature } from '@openfeature/server-sdk';
import type { SlipwayProvider } from '@slipway/sdk/server';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFlag, aRuleset } from '../support/rulesets.ts';
import { createSetting, started } from '../support/scripted-provider.ts';

/** Promise 15, the SDK's side: a malformed context never throws and never pollutes a prototype. */

const attributes = ['targetingKey', 'plan', '__proto__', 'constructor', 'a.b.c', 'toString', 'länge'];
const operators = [
  'equals',
  'one-of',
  'contains',
  'matches',
  'less',
  'between',
  'semver-less',
  'before',
  'exists',
  'in-cidr',
] as const;

const rules = attributes.flatMap((attribute) =>
  operators.map((operator) => ({
    id: `${attribute}-${operator}`,
    conditions: [{ attribute, operator, values: operator === 'exists' ? [] : ['1.0.0', 'pro'] }],
    serve: { variant: 'on' },
  })),
);
const split = (by: string) => ({
  split: {
    by,
    salt: 's',
    algorithm: 1 as const,
    weights: [
      ['on', 50_000],
      ['off', 50_000],
    ] as [string, number][],
  },
});
const flags = {
  ruled: aFlag({ rules, observe: true, fallthrough: split('targetingKey') }),
  ...Object.fromEntries(
    attributes.map((by) => [`by ${by}`, aFlag({ observe: true, fallthrough: split(by) })]),
  ),
};

let provider: SlipwayProvider;
beforeAll(async () => {
  const setting = createSetting(aRuleset({ flags }));
  provider = await started(setting);
  await OpenFeature.setProviderAndWait(provider);
});
afterAll(() => OpenFeature.clearProviders());

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  key: fc.oneof(fc.string(), fc.constantFrom(...attributes, 'a', 'b', 'c')),
});
const anyContext = fc.oneof(
  anything,
  fc.dictionary(fc.oneof(fc.constantFrom(...attributes), fc.string()), anything),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')),
);

function expectUnpolluted(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.keys(Array.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}

/** Contexts that no JSON could express: in JavaScript an application can still pass them. */
const traps = {
  'a getter that throws': Object.defineProperty({}, 'plan', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  }),
  'a proxy that throws at everything': new Proxy(
    {},
    { get: thrower, has: thrower, ownKeys: thrower, getOwnPropertyDescriptor: thrower },
  ),
  'a revoked proxy': (() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  })(),
  'a cycle': (() => {
    const cycle: Record<string, unknown> = { plan: 'pro' };
    cycle.a = { b: cycle };
    return cycle;
  })(),
  'a megabyte': { targetingKey: 'x'.repeat(1_000_000), plan: 'y'.repeat(1_000_000) },
  'a key that cannot be text': { targetingKey: Object.create(null), plan: Symbol('pro') },
  'a number that is none': { targetingKey: Number.NaN, plan: Number.POSITIVE_INFINITY },
};
function thrower(): never {
  throw new Error('no');
}

describe('a context of any shape', () => {
  test('gives an answer through the OpenFeature client, and changes nothing', async () => {
    const client = OpenFeature.getClient();
    await fc.assert(
      fc.asyncProperty(anyContext, fc.constantFrom(...Object.keys(flags)), async (context, flag) => {
        const details = await client.getBooleanDetails(flag, false, context as never);
        client.track('event', context as never);

        expect(details.errorCode).toBeUndefined();
        expect(['on', 'off']).toContain(details.variant);
        expectUnpolluted();
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(Object.entries(traps))('that is %s gives an answer from the provider', async (_, context) => {
    for (const flag of Object.keys(flags)) {
      const details = await provider.resolveBooleanEvaluation(flag, false, context as never);
      provider.track('event', context as never);

      expect(details.errorCode).toBeUndefined();
      expect(['on', 'off']).toContain(details.variant);
    }
    expectUnpolluted();
  });

  test.each([undefined, null, 0, 'text', [], () => {}])(
    'that is %s counts as an empty one',
    async (context) => {
      const details = await provider.resolveBooleanEvaluation('by targetingKey', true, context as never);

      expect(details).toMatchObject({
        value: false,
        reason: 'DEFAULT',
        flagMetadata: { errorCode: 'TARGETING_KEY_MISSING' },
      });
    },
  );

  test('with any flag key gives an answer too', async () => {
    const keys = fc.oneof(
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', ''),
      anything,
    );
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        const { value, reason } = await provider.resolveBooleanEvaluation(key as never, true, {});
        const isKnown = typeof key === 'string' && Object.hasOwn(flags, key);
        expect(isKnown || (value === true && reason === 'ERROR')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
