import { describe, expect, test } from 'vitest';
import { collectTogether, collectWanted, parseWanted } from './wanted.ts';

describe('where a service comes from', () => {
  test.each([
    { text: 'web=feature/a', expected: ['web', { branch: 'feature/a' }] },
    { text: 'web=deadbeef', expected: ['web', { branch: 'deadbeef' }] },
    { text: 'web@deadbeef', expected: ['web', { commit: 'deadbeef' }] },
    { text: 'web@feature/a', expected: ['web', { branch: 'feature/a' }] },
    { text: 'web@feature@2', expected: ['web', { branch: 'feature@2' }] },
    { text: 'web@v1=2', expected: ['web', { branch: 'v1=2' }] },
    { text: ' my-api=main ', expected: ['my-api', { branch: 'main' }] },
  ])('$text', ({ text, expected }) => expect(parseWanted(text)).toEqual(expected));

  test.each(['web', 'web=', '=main', 'web main', 'Web=main', 'web=a b', ''])('"%s" is refused', (text) =>
    expect(() => parseWanted(text)).toThrow('SERVICE=BRANCH'),
  );

  test('one service cannot come from two places', () => {
    const first = collectWanted('web=a');

    expect(() => collectWanted('web=b', first)).toThrow('web is named twice');
  });
});

describe('several services in one argument', () => {
  test.each([
    {
      text: 'web@feature/a + api@feature/a',
      expected: { web: { branch: 'feature/a' }, api: { branch: 'feature/a' } },
    },
    {
      text: 'web@feature/a+api@3f2c1ab',
      expected: { web: { branch: 'feature/a' }, api: { commit: '3f2c1ab' } },
    },
    { text: 'web=c++', expected: { web: { branch: 'c++' } } },
    { text: 'web=a+b+api=c', expected: { web: { branch: 'a+b' }, api: { branch: 'c' } } },
  ])('$text', ({ text, expected }) => expect(collectTogether(text)).toEqual(expected));
});
