import type { EnvironmentRun } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { bytesText, codeOf, durationText, expiryWords, runWords } from './run-words.ts';

const plain = {
  state: 'ready',
  step: null,
  queue: null,
  sleep: null,
  failure: null,
  isReachable: true,
} as const satisfies Partial<EnvironmentRun>;
const step = {
  name: 'build',
  service: 'web',
  state: 'running',
  startedAt: new Date(0).toISOString(),
  endedAt: null,
  detail: null,
  log: 'build-web',
} as unknown as EnvironmentRun['step'];

describe('a state in words', () => {
  test.each([
    { given: 'a queue', run: { state: 'queued', queue: { position: 2, because: '' } }, words: 'queued, 2nd' },
    {
      given: 'a long queue',
      run: { state: 'queued', queue: { position: 12, because: '' } },
      words: 'queued, 12th',
    },
    { given: 'a running step', run: { state: 'building', step }, words: 'building web' },
    { given: 'no step yet', run: { state: 'preparing' }, words: 'preparing' },
    { given: 'a pause', run: { state: 'sleeping', sleep: 'paused' }, words: 'sleeping, paused' },
    { given: 'a node that is silent', run: { isReachable: false }, words: 'its node does not answer' },
    { given: 'nothing else', run: {}, words: 'ready' },
  ])('given $given, says "$words"', ({ run, words }) => {
    expect(runWords({ ...plain, ...run } as EnvironmentRun).words).toBe(words);
  });
});

test.each([
  [400, '0.4 s'],
  [12_300, '12 s'],
  [185_000, '3 min 05 s'],
  [7_500_000, '2 h 5 min'],
  [-5, '0.0 s'],
])('%d ms are "%s"', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([
  { inMs: 47 * 3_600_000, isKept: false, words: '2 d left' },
  { inMs: 5 * 3_600_000, isKept: false, words: '5 h left' },
  { inMs: 90_000, isKept: false, words: '2 min left' },
  { inMs: -1, isKept: false, words: 'expires now' },
  { inMs: 90_000, isKept: true, words: 'kept' },
  { inMs: null, isKept: false, words: 'stays' },
])('says "$words" of $inMs ms to go, kept: $isKept', ({ inMs, isKept, words }) => {
  const expiresAt = inMs === null ? null : new Date(inMs).toISOString();
  expect(expiryWords({ expiresAt, isKept } as unknown as EnvironmentRun, 0)).toBe(words);
});

test('code is what was asked for until it is found, then what was found', () => {
  const asked = { blueprint: 'shop', services: { web: { branch: 'feature/a' } }, seed: null };
  const found = [
    { service: 'web', branch: 'feature/a', commit: 'abcdef0123', because: 'asked' },
    { service: 'api', branch: null, commit: '0123456789', because: 'base' },
  ];

  const before = codeOf({ asked, revisions: null });
  const after = codeOf({ asked, revisions: { services: found } } as unknown as EnvironmentRun);

  expect(before).toEqual([{ service: 'web', code: 'feature/a', isAsked: true }]);
  expect(after).toEqual([
    { service: 'web', code: 'feature/a', isAsked: true },
    { service: 'api', code: '0123456', isAsked: false },
  ]);
});

test.each([
  [512, '512 B'],
  [83_000_000, '83 MB'],
  [1_500_000_000, '1.5 GB'],
])('%d bytes are "%s"', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
