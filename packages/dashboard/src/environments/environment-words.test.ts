import type { Receipts } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { approvalsWords, countText, keyProblem, receiptsWords, secondsText } from './environment-words.ts';

const receipts = (connected: number, applied: number, p99Ms: number | null): Receipts => ({
  environment: 'production',
  epoch: 1,
  version: 16,
  changedAt: '2026-11-23T10:00:00.000Z',
  connected,
  applied,
  p50Ms: null,
  p99Ms,
  laggards: [],
});

describe('how far the latest version has got', () => {
  test.each([
    { given: receipts(0, 0, null), expected: { look: 'off', words: 'No instance connected' } },
    {
      given: receipts(414, 412, 312),
      expected: { look: 'waiting', words: '412 of 414 instances, p99 0.3 s' },
    },
    { given: receipts(414, 414, 24), expected: { look: 'on', words: 'All 414 instances, p99 24 ms' } },
    { given: receipts(1, 1, null), expected: { look: 'on', words: '1 instance' } },
    { given: receipts(1, 0, null), expected: { look: 'waiting', words: '0 of 1 instance' } },
  ])('is told as "$expected.words"', ({ given, expected }) => expect(receiptsWords(given)).toEqual(expected));
});

test.each([
  { ms: 4.4, text: '4 ms' },
  { ms: 100, text: '0.1 s' },
  { ms: 1_250, text: '1.3 s' },
  { ms: 61_400, text: '61 s' },
])('$ms ms read as "$text"', ({ ms, text }) => expect(secondsText(ms)).toBe(text));

test.each([
  { isProtected: false, approvals: 1, words: 'Changes apply at once' },
  { isProtected: true, approvals: 1, words: 'Changes need 1 approval' },
  { isProtected: true, approvals: 2, words: 'Changes need 2 approvals' },
])('protection is told as "$words"', ({ words, ...given }) => expect(approvalsWords(given)).toBe(words));

test.each([
  { key: '', problem: null },
  { key: 'checkout-review', problem: null },
  { key: 'Checkout', problem: 'Use 1–63' },
  { key: '-a', problem: 'Use 1–63' },
  { key: 'staging', problem: 'There is an environment "staging" already.' },
])('given the key "$key", says $problem', ({ key, problem }) => {
  const said = keyProblem(key, new Set(['staging']));

  if (problem === null) expect(said).toBeNull();
  else expect(said).toContain(problem);
});

test.each([
  { count: 1, text: '1 difference' },
  { count: 0, text: '0 differences' },
  { count: 1200, text: '1,200 differences' },
])('counts $count as "$text"', ({ count, text }) =>
  expect(countText(count, 'difference', 'differences')).toBe(text),
);
