import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  test('is the example of RFC 8785, section 3.2.2', () => {
    const value = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);

    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('sorts keys by UTF-16 code unit: the example of RFC 8785, section 3.2.3', () => {
    const value = JSON.parse(
      String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
    );

    expect(Object.values(JSON.parse(canonicalJson(value)))).toHaveLength(7);
    expect([...canonicalJson(value).matchAll(/:"([A-Z])/g)].map(([, initial]) => initial).join('')).toBe(
      'COCLEEH',
    );
  });

  test.each([
    { value: -0, expected: '0' },
    { value: 1e21, expected: '1e+21' },
    { value: 1e20, expected: '100000000000000000000' },
    { value: 5e-324, expected: '5e-324' },
    { value: {}, expected: '{}' },
    { value: [], expected: '[]' },
    { value: { b: undefined, a: 1 }, expected: '{"a":1}' },
    { value: { b: 1, a: { d: [], c: '' } }, expected: '{"a":{"c":"","d":[]},"b":1}' },
    { value: { 10: 1, 9: 2 }, expected: '{"10":1,"9":2}' },
    { value: JSON.parse('{"__proto__":1,"a":2}'), expected: '{"__proto__":1,"a":2}' },
  ])('of $value is $expected', ({ value, expected }) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '\ud800',
    { '\udc00': 1 },
    [undefined],
    undefined,
    () => {},
    Symbol('s'),
    1n,
  ])('refuses what JSON cannot carry: %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  test('does not depend on the order of keys and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(JSON.stringify(value).isWellFormed());
        const written = canonicalJson(value);

        expect(canonicalJson(reversed(value))).toBe(written);
        expect(JSON.stringify(JSON.parse(written))).toHaveLength(written.length);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reversed(inner)])
      .reverse(),
  );
}
