import type { EnvironmentRun, RunStep } from '@slipway/api';
import { durationText } from '../text/time.ts';

/** Tells each step once, when it has ended. */
export interface Progress {
  /** What has ended since the last call, as lines; and what goes on now, if anything does. */
  next(
    run: EnvironmentRun,
    steps: readonly RunStep[],
    now: number,
  ): { ended: string[]; present: string | null };
}

/** `since`: steps that had ended before it are of an earlier time. */
export function createProgress(since: number): Progress {
  const told = new Set<string>();
  return {
    next(run, steps, now) {
      const ended = steps.filter(({ endedAt }) => endedAt !== null && Date.parse(endedAt) >= since);
      const fresh = ended.filter((step) => !told.has(keyOf(step)));
      for (const step of fresh) told.add(keyOf(step));
      return { ended: fresh.map(stepLine), present: presentText(run, steps, now) };
    },
  };
}

/** `✓ build web  1.2 s (from cache)`. */
export function stepLine(step: RunStep): string {
  const sign = step.state === 'failed' ? '✗' : '✓';
  const detail = step.detail === null ? '' : ` (${step.detail})`;
  return `${sign} ${stepName(step)}  ${durationText(lengthOf(step))}${detail}`;
}

export function stepName({ name, service }: Pick<RunStep, 'name' | 'service'>): string {
  return service === null ? name : `${name} ${service}`;
}

/** Of a step that goes on, what there is of it; 0 without a clock. */
export function lengthOf({ startedAt, endedAt }: RunStep, now: number = Date.parse(startedAt)): number {
  return Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}

function presentText(run: EnvironmentRun, steps: readonly RunStep[], now: number): string | null {
  if (run.queue !== null) return `waits: number ${run.queue.position} in the queue (${run.queue.because})`;
  const running = steps.filter(({ state }) => state === 'running');
  if (running.length === 0) return isSettled(run) ? null : run.state;
  return running.map((step) => `${stepName(step)}, ${durationText(lengthOf(step, now))}`).join('; ');
}

const settled: readonly EnvironmentRun['state'][] = ['ready', 'sleeping', 'failed', 'destroyed'];

/** Nothing more happens by itself. */
export function isSettled({ state }: Pick<EnvironmentRun, 'state'>): boolean {
  return settled.includes(state);
}

function keyOf({ name, service, startedAt }: RunStep): string {
  return [name, service, startedAt].join();
}
