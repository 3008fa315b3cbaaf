import type { EnvironmentRun, RunStep } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { exampleRun, exampleStep } from '../../../../test/support/environment-run.ts';
import { createProgress, stepLine } from './progress.ts';

const at = (second: number): string => new Date(second * 1000).toISOString();
const step = (part: Partial<RunStep>): RunStep => exampleStep({ startedAt: at(10), ...part });
const run = (part: Partial<EnvironmentRun>): EnvironmentRun => exampleRun(part);

describe('the progress of an environment', () => {
  test('tells a step once, when it has ended, and what goes on meanwhile', () => {
    const progress = createProgress(10_000);
    const going = [step({ name: 'build', service: 'web', state: 'running', endedAt: null })];
    const gone = [step({ name: 'build', service: 'web', endedAt: at(12) })];

    const first = progress.next(run({ state: 'building' }), going, 11_500);
    const second = progress.next(run({ state: 'building' }), gone, 12_500);
    const third = progress.next(run({ state: 'ready' }), gone, 13_000);

    expect(first).toEqual({ ended: [], present: 'build web, 1.5 s' });
    expect(second).toEqual({ ended: ['✓ build web  2.0 s (from cache)'], present: 'building' });
    expect(third).toEqual({ ended: [], present: null });
  });

  test('says nothing of what had ended before', () => {
    const old = [step({ startedAt: at(1), endedAt: at(2) })];

    expect(createProgress(10_000).next(run({ state: 'queued' }), old, 11_000).ended).toEqual([]);
  });

  test('says its place in the queue and why it waits', () => {
    const waiting = run({ state: 'queued', queue: { position: 2, because: 'two builds run' } });

    expect(createProgress(0).next(waiting, [], 0).present).toBe(
      'waits: number 2 in the queue (two builds run)',
    );
  });
});

test.each([
  { part: { state: 'failed' as const, detail: null, endedAt: at(10.05) }, expected: '✗ prepare  50 ms' },
  { part: { detail: '2 applied', endedAt: at(11) }, expected: '✓ prepare  1.0 s (2 applied)' },
])('a step reads as $expected', ({ part, expected }) => expect(stepLine(step(part))).toBe(expected));
