import type { FlagConfig } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { contentWords } from './content-words.ts';

const config: FlagConfig = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};
const segment = { include: ['u7', 'u8'], exclude: [], rules: [] };

describe('content in a sentence', () => {
  test.each([
    { kind: 'flag', content: config, words: 'everyone gets on' },
    { kind: 'segment', content: segment, words: 'u7 and u8' },
    { kind: 'flag', content: null, words: 'Nothing' },
    { kind: 'segment', content: config, words: 'cannot read' },
  ] as const)('$kind says "$words"', ({ words, ...given }) =>
    expect(contentWords(given, 0).text).toContain(words),
  );
});
