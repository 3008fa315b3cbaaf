import { expect, test } from 'vitest';
import { leftText } from './on-for-me-words.ts';

test.each([
  { ms: 59_000, text: 'under a minute' },
  { ms: 12 * 60_000, text: '12 min' },
  { ms: 220 * 60_000, text: '3 h 40 min' },
  { ms: 4 * 3_600_000, text: '4 h' },
])('$ms ms are "$text"', ({ ms, text }) => expect(leftText(ms)).toBe(text));
