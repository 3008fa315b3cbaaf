import { expect, test } from 'vitest';
import { protectedWords } from './protected-words.ts';

const staging = { name: 'Staging', isProtected: false };
const production = { name: 'Production', isProtected: true };

test('nothing is said where nothing is protected', () => {
  expect(protectedWords([staging])).toBeNull();
});

test('what is protected is named, and that somebody else has to approve', () => {
  expect(protectedWords([staging, production])).toBe(
    'Production is protected: somebody else has to approve.',
  );
});

test('several are named in one sentence', () => {
  expect(protectedWords([production, { name: 'Europe', isProtected: true }])).toBe(
    'Production and Europe are protected: somebody else has to approve.',
  );
});
