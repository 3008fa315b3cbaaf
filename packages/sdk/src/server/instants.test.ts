import { describe, expect, test } from 'vitest';
import { withTextInstants } from './instants.ts';

const instant = new Date('2026-12-01T09:00:00Z');
const text = '2026-12-01T09:00:00.000Z';

describe('dates in a context', () => {
  test('a context without dates is passed on as it is', () => {
    const context = { targetingKey: 'u42', plan: 'pro', account: { seats: 3 } };

    expect(withTextInstants(context)).toBe(context);
  });

  test.each([
    { given: 'an attribute', context: { since: instant }, expected: { since: text } },
    {
      given: 'a nested attribute',
      context: { account: { since: instant, seats: 3 } },
      expected: { account: { since: text, seats: 3 } },
    },
  ])('$given becomes RFC 3339 text', ({ context, expected }) => {
    expect(withTextInstants(context)).toEqual(expected);
  });

  test('an invalid date stays what it is', () => {
    const invalid = new Date(Number.NaN);

    expect(withTextInstants({ since: invalid, until: instant })).toEqual({ since: invalid, until: text });
  });

  test('a context that contains itself comes to an end', () => {
    const context: Record<string, unknown> = { since: instant };
    context.self = context;

    expect(withTextInstants(context as never)).toMatchObject({ since: text, self: { since: text } });
  });

  test('a key that names a prototype stays an attribute', () => {
    const context = JSON.parse('{"__proto__":{"polluted":true}}');
    context.since = instant;

    const result = withTextInstants(context);

    expect(Object.hasOwn(result, '__proto__')).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
