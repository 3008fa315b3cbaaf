import { ProblemError } from '@slipway/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJsonBody } from './json-body.ts';
import { syntaxErrorAt } from './json-syntax.ts';

function refusalOf(text: string | Buffer): ProblemError {
  try {
    parseJsonBody(Buffer.from(text));
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('The body was taken.');
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a JSON body', () => {
  test.each([
    { given: 'an open brace', text: '{', says: /line 1, column 2, where it ends too early/ },
    { given: 'a comma too many', text: '{\n  "a": 1,\n}', says: /line 3, column 1/ },
    { given: 'a bare word', text: '{"a": yes}', says: /line 1, column 7/ },
    { given: 'two values', text: '1 2', says: /line 1, column 3/ },
    { given: 'a comment', text: '// {}', says: /line 1, column 1/ },
    { given: 'NaN', text: '[NaN]', says: /line 1, column 2/ },
    { given: 'a string with a line break', text: '["a\nb"]', says: /line 1, column 2/ },
    { given: 'an unknown escape', text: String.raw`{"a":"\x"}`, says: /line 1, column 6/ },
    { given: 'a brace closed by a bracket', text: '{"a":[1}', says: /line 1, column 8/ },
    { given: 'a number with a leading zero', text: '[01]', says: /line 1, column 3/ },
    { given: 'bytes that are no UTF-8', text: Buffer.from([0x22, 0xff, 0x22]), says: /UTF-8/ },
  ])('with $given is malformed, and says where', ({ text, says }) => {
    const refusal = refusalOf(text);

    expect(refusal.code).toBe('malformed-json');
    expect(refusal.message).toMatch(says);
  });

  test.each([
    { text: '{"a":1,"a":1}', path: 'a', key: 'a' },
    {
      text: '{"rules":[{},{"serve":{"variant":"on","x":1,"variant":"off"}}]}',
      path: 'rules[1].serve.variant',
      key: 'variant',
    },
    { text: String.raw`{"caf\u00e9":1,"café":2}`, path: 'café', key: 'café' },
    { text: '[[0],[{"":1,"":2}]]', path: '[1][0].', key: '' },
    { text: '{"__proto__":1,"__proto__":2}', path: '__proto__', key: '__proto__' },
  ])('with a key twice in $text is refused at $path', ({ text, path, key }) => {
    const refusal = refusalOf(text);

    expect(refusal.code).toBe('invalid-request');
    expect(refusal.errors).toEqual([{ path, message: `The key "${key}" is given twice in one object.` }]);
  });

  test.each([
    { given: 'U+0000', text: String.raw`{"name":["a\u0000b"]}`, path: 'name[0]' },
    { given: 'U+0000 in a key', text: String.raw`{"a\u0000":1}`, path: 'a\u0000' },
    { given: 'half a surrogate pair', text: String.raw`{"name":"\ud83d"}`, path: 'name' },
  ])('with $given is refused, for the database cannot store it', ({ text, path }) => {
    expect(refusalOf(text).errors).toEqual([
      { path, message: 'Must not contain U+0000 or half a surrogate pair.' },
    ]);
  });

  test.each([
    { given: 'the same key in two objects', text: '[{"a":1},{"a":1},{"b":{"a":1}}]' },
    { given: 'a key that is also a value', text: '{"a":"a","b":["a","a"]}' },
    { given: 'brackets and quotes in strings', text: String.raw`{"a":"{\"a\":[","b":"\\"}` },
    { given: 'a string of 4 MB', text: JSON.stringify({ a: 'x\n'.repeat(2_000_000) }) },
    { given: 'a whole surrogate pair', text: String.raw`{"a":"\ud83d\ude80"}` },
  ])('with $given is taken', ({ text }) => {
    expect(parseJsonBody(Buffer.from(text))).toEqual(JSON.parse(text));
  });

  test('that is nested deeper than a hundred levels is refused before anything recurses into it', () => {
    const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

    expect(() => parseJsonBody(Buffer.from(deep(100)))).not.toThrow();
    expect(refusalOf(deep(101)).errors).toEqual([{ path: '', message: 'Nested deeper than 100 levels.' }]);
    expect(refusalOf(deep(200_000)).code).toBe('invalid-request');
  });

  test('is called malformed at a place that JSON.parse refuses too', () => {
    const nearJson = fc.json().chain((text) =>
      fc
        .record({
          at: fc.nat(text.length),
          put: fc.constantFrom('', ',', '"', '}', ']', '{', '\\', '0', ':', ' '),
        })
        .map(({ at, put }) => text.slice(0, at) + put + text.slice(at + 1)),
    );
    fc.assert(
      fc.property(nearJson, (text) => {
        const isJson = parses(text);
        const at = syntaxErrorAt(text);
        // Nothing wrong up to its end: JSON, or the beginning of it.
        expect(isJson && at < text.length).toBe(false);
        expect(at <= text.length).toBe(true);
        if (!isJson && at < text.length) expect(parses(text.slice(0, at + 1))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('that is empty is none', () => {
    expect(parseJsonBody(Buffer.from(' \n'))).toBeUndefined();
  });

  test('is read like JSON.parse reads it', () => {
    const storable = fc
      .string({ unit: 'binary' })
      .filter((text) => !text.includes('\u0000') && text.isWellFormed());
    const value = fc.jsonValue().chain((json) => fc.record({ k: fc.constant(json), s: storable }));
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json);
        fc.pre(!text.includes('\\u0000') && !/\\ud[89a-f]/.test(text));
        expect(parseJsonBody(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});
