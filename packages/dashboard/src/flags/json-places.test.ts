import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson } from './json-places.ts';

const text = `{
  "rules": [
    { "id": "r1" },
    {
      "id": "r2"
    }
  ],
  "enabled": true
}`;

describe('a text that is JSON', () => {
  test.each([
    { path: [], line: 1 },
    { path: ['rules', 0], line: 3 },
    { path: ['rules', 1, 'id'], line: 5 },
    { path: ['enabled'], line: 8 },
    { path: ['rules', 1, 'serve', 'variant'], line: 4 },
  ])('tells on which line $path stands', ({ path, line }) => {
    const read = readJson(text);

    expect(read.kind === 'read' && read.lineOf(path)).toBe(line);
  });

  test('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(4), (json, indent) => {
        const pretty = JSON.stringify(JSON.parse(json), null, indent);
        expect(readJson(pretty)).toMatchObject({ kind: 'read', value: JSON.parse(pretty) });
      }),
    );
  });
});

describe('a text that is not', () => {
  test.each([
    { given: '{\n  "a": 1\n  "b": 2\n}', line: 3, says: 'Put "," or "}" here.' },
    { given: '{\n  a: 1\n}', line: 2, says: 'Put a name in double quotes here.' },
    { given: '{ "a" 1 }', line: 1, says: 'Put ":" behind the name.' },
    { given: '[1,\n]', line: 2, says: 'Put a value here.' },
    { given: '{}\n{}', line: 2, says: 'There is more behind the end.' },
    { given: '', line: 1, says: 'Put a value here.' },
  ])('$given: line $line: $says', ({ given, line, says }) => {
    expect(readJson(given)).toEqual({ kind: 'broken', problem: { line, message: says } });
  });

  test('is refused wherever JSON.parse refuses it', () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        const isJson = (() => {
          try {
            JSON.parse(given);
            return true;
          } catch {
            return false;
          }
        })();
        expect(readJson(given).kind === 'read').toBe(isJson);
      }),
    );
  });
});
