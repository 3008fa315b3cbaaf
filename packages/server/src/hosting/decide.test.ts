import { runStates } from '@slipway/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Action, decide, type Facts, MOST_ATTEMPTS, nextAttempt, STEADY_MS } from './decide.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = 1_000 * HOUR;

function facts(over: Partial<Facts> = {}): Facts {
  return {
    kind: 'on-demand',
    state: 'ready',
    wanted: 'ready',
    sleep: null,
    since: now - 5 * MINUTE,
    nextAttemptAt: null,
    dataAction: null,
    expiresAt: null,
    isKept: false,
    lastViewedAt: null,
    hasExited: false,
    ...over,
  };
}

interface Row {
  given: string;
  over: Partial<Facts>;
  expected: Action;
}

const bringUp: Action = { kind: 'bring-up', isQueued: true };
const bringUpAtOnce: Action = { kind: 'bring-up', isQueued: false };

const rows: Row[] = [
  { given: 'a new environment', over: { state: 'queued' }, expected: bringUp },
  { given: 'a build whose process is gone', over: { state: 'building' }, expected: bringUp },
  { given: 'a start whose process is gone', over: { state: 'starting' }, expected: bringUpAtOnce },
  {
    given: 'a ready one that is looked at',
    over: { lastViewedAt: now - MINUTE, since: now - 9 * HOUR },
    expected: { kind: 'none' },
  },
  {
    given: 'nobody has looked for half an hour',
    over: { since: now - 31 * MINUTE },
    expected: { kind: 'want', wanted: 'paused' },
  },
  {
    given: 'a load test that nobody looks at',
    over: { kind: 'load-test', since: now - 9 * HOUR },
    expected: { kind: 'none' },
  },
  { given: 'pause is wanted', over: { wanted: 'paused' }, expected: { kind: 'sleep', how: 'paused' } },
  { given: 'stop is wanted', over: { wanted: 'stopped' }, expected: { kind: 'sleep', how: 'stopped' } },
  {
    given: 'a service ended soon after the start',
    over: { hasExited: true, since: now - STEADY_MS + 1 },
    expected: { kind: 'fell' },
  },
  {
    given: 'a service ended later',
    over: { hasExited: true, since: now - STEADY_MS },
    expected: bringUpAtOnce,
  },
  {
    given: 'a paused one is wanted',
    over: { state: 'sleeping', sleep: 'paused' },
    expected: { kind: 'resume' },
  },
  {
    given: 'a stopped one is wanted',
    over: { state: 'sleeping', sleep: 'stopped' },
    expected: bringUpAtOnce,
  },
  {
    given: 'a paused one sleeps on',
    over: { state: 'sleeping', sleep: 'paused', wanted: 'paused' },
    expected: { kind: 'none' },
  },
  {
    given: 'a paused one has slept for long',
    over: { state: 'sleeping', sleep: 'paused', wanted: 'paused', since: now - 3 * HOUR },
    expected: { kind: 'want', wanted: 'stopped' },
  },
  {
    given: 'a paused one is to stop',
    over: { state: 'sleeping', sleep: 'paused', wanted: 'stopped' },
    expected: { kind: 'sleep', how: 'stopped' },
  },
  {
    given: 'a snapshot is wanted of a sleeping one',
    over: { state: 'sleeping', sleep: 'stopped', wanted: 'stopped', dataAction: 'snapshot' },
    expected: { kind: 'snapshot' },
  },
  {
    given: 'a failure that may be tried again',
    over: { state: 'failed', nextAttemptAt: now },
    expected: bringUp,
  },
  {
    given: 'a failure whose time has not come',
    over: { state: 'failed', nextAttemptAt: now + 1 },
    expected: { kind: 'none' },
  },
  { given: 'a failure that waits for somebody', over: { state: 'failed' }, expected: { kind: 'none' } },
  { given: 'one whose time is over', over: { expiresAt: now }, expected: { kind: 'expire' } },
  {
    given: 'one that is kept beyond its time',
    over: { expiresAt: now - HOUR, isKept: true },
    expected: { kind: 'none' },
  },
  {
    given: 'a failed one whose time is over',
    over: { state: 'failed', expiresAt: now },
    expected: { kind: 'expire' },
  },
  {
    given: 'one that could not be torn down yet',
    over: { state: 'destroying', wanted: 'destroyed', nextAttemptAt: now + 1 },
    expected: { kind: 'none' },
  },
];

test.each(rows)('given $given, does $expected.kind', ({ over, expected }) => {
  expect(decide(facts(over), now)).toEqual(expected);
});

const anyFacts = fc.record<Facts>({
  kind: fc.constantFrom('shared', 'on-demand', 'demo', 'load-test'),
  state: fc.constantFrom(...runStates),
  wanted: fc.constantFrom('ready', 'paused', 'stopped', 'destroyed'),
  sleep: fc.constantFrom('paused', 'stopped', null),
  since: fc.integer({ min: now - 100 * HOUR, max: now }),
  nextAttemptAt: fc.option(fc.integer({ min: now - HOUR, max: now + HOUR })),
  dataAction: fc.constantFrom('reset', 'restore', 'clone', 'snapshot', null),
  expiresAt: fc.option(fc.integer({ min: now - HOUR, max: now + HOUR })),
  isKept: fc.boolean(),
  lastViewedAt: fc.option(fc.integer({ min: now - 100 * HOUR, max: now })),
  hasExited: fc.boolean(),
});

test('delete beats everything: what is to go is only ever torn down', () => {
  fc.assert(
    fc.property(anyFacts, (any) => {
      const action = decide({ ...any, wanted: 'destroyed' }, now);
      return action.kind === 'tear-down' || action.kind === 'none';
    }),
  );
});

test('what is gone stays gone, and what is kept never expires', () => {
  fc.assert(
    fc.property(anyFacts, (any) => {
      expect(decide({ ...any, state: 'destroyed' }, now)).toEqual({ kind: 'none' });
      expect(decide({ ...any, isKept: true }, now).kind).not.toBe('expire');
    }),
  );
});

test('while somebody looks, nothing goes to sleep by itself', () => {
  fc.assert(
    fc.property(anyFacts, (any) => {
      const action = decide({ ...any, state: 'ready', wanted: 'ready', lastViewedAt: now }, now);
      return action.kind !== 'want' && action.kind !== 'sleep';
    }),
  );
});

test('failures are tried again after growing pauses, and then no more', () => {
  expect([1, 2, MOST_ATTEMPTS].map((attempts) => nextAttempt(attempts, 0))).toEqual([5_000, 20_000, null]);
});
