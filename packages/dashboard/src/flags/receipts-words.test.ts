import type { Receipts } from '@slipway/api';
import { expect, test } from 'vitest';
import { durationText, reachWords } from './receipts-words.ts';

function receipts(over: Partial<Receipts>): Receipts {
  return {
    environment: 'production',
    epoch: 1,
    version: 7,
    changedAt: '2026-11-24T10:00:00Z',
    connected: 414,
    applied: 414,
    p50Ms: 40,
    p99Ms: 312,
    laggards: [],
    ...over,
  };
}

function laggard(instance: string, service: string | null): Receipts['laggards'][number] {
  return { instance, service, version: 6, lastSeenAt: '2026-11-24T10:00:00Z' };
}

test.each([
  { given: {}, words: 'Applied by all 414 instances, p99 0.3 s' },
  {
    given: { applied: 412, laggards: [laggard('web-3', 'web'), laggard('job-1', null)] },
    words: 'Applied by 412 of 414 instances, p99 0.3 s, still waiting for web-3 (web), job-1',
  },
  {
    given: { applied: 10, p99Ms: null, laggards: ['a', 'b', 'c', 'd'].map((name) => laggard(name, null)) },
    words: 'Applied by 10 of 414 instances, still waiting for a, b, c, 401 more',
  },
  { given: { connected: 1, applied: 1, p99Ms: 12 }, words: 'Applied by the only instance, p99 12 ms' },
  {
    given: { connected: 0, applied: 0, p99Ms: null },
    words: 'No SDK instance has been heard of in the last two minutes',
  },
])('reads "$words"', ({ given, words }) => expect(reachWords(receipts(given))).toBe(words));

test.each([
  { ms: 12.4, text: '12 ms' },
  { ms: 312, text: '0.3 s' },
  { ms: 12_400, text: '12 s' },
  { ms: 200_000, text: '3 min' },
])('$ms ms reads "$text"', ({ ms, text }) => expect(durationText(ms)).toBe(text));
