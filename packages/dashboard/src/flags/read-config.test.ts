import { expect, test } from 'vitest';
import { readConfig, unreadWords } from './read-config.ts';

const config = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'off' },
};

test('JSON of a config is read', () => {
  expect(readConfig(JSON.stringify(config))).toEqual({ config, problems: [] });
});

test.each([
  {
    what: 'a text that ends early',
    text: '{\n  "enabled":',
    words: /^JSON cannot be read \(line 2\): Put a value/,
  },
  {
    what: 'a value of another kind',
    text: JSON.stringify({ ...config, enabled: 'yes' }, null, 2),
    words: /^JSON cannot be read \(line 2\): enabled: Put true or false here/,
  },
  { what: 'no text', text: '', words: /^JSON cannot be read \(line 1\)/ },
])('$what is told by its line', ({ text, words }) => {
  expect(readConfig(text).config).toBeNull();
  expect(unreadWords(text)).toMatch(words);
});
