import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from './json-text.ts';

test('stands in the order of the decision, short parts on one line', () => {
  const text = jsonText({
    fallthrough: { variant: 'off' },
    rules: [
      {
        serve: {
          split: {
            weights: [
              ['on', 1],
              ['off', 99_999],
            ],
            salt: 'a-long-salt-that-fills',
            by: 'targetingKey',
            algorithm: 1,
          },
        },
        id: 'r1',
        conditions: [],
      },
    ],
    enabled: true,
  });

  expect(text).toBe(`{
  "enabled": true,
  "rules": [
    {
      "id": "r1",
      "conditions": [],
      "serve": {
        "split": {
          "by": "targetingKey",
          "salt": "a-long-salt-that-fills",
          "algorithm": 1,
          "weights": [["on", 1], ["off", 99999]]
        }
      }
    }
  ],
  "fallthrough": { "variant": "off" }
}`);
});

test('the order of keys is no difference', () => {
  expect(jsonText({ b: [{ d: 1, c: 2 }], a: null })).toBe(jsonText({ a: null, b: [{ c: 2, d: 1 }] }));
});

test('means what it was made from', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
