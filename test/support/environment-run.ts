import type { EnvironmentRun, RunStep } from '@slipway/api';

const noon = '2026-12-01T12:00:00.000Z';

/** For tests: an environment that runs, and whatever else is said of it. */
export function exampleRun(part: Partial<EnvironmentRun> = {}): EnvironmentRun {
  return {
    blueprint: 'academy',
    runtime: 'process',
    state: 'ready',
    since: noon,
    generation: 1,
    step: null,
    queue: null,
    sleep: null,
    failure: null,
    isReachable: true,
    url: 'http://pr-1.localhost:4401',
    asked: { blueprint: 'academy', services: {}, seed: null },
    revisions: null,
    seed: 'default',
    expiresAt: null,
    isKept: false,
    viewers: 0,
    lastViewedAt: null,
    access: 'members',
    allowedAddresses: [],
    createdBy: 'Developer',
    readyMs: 1_900,
    ...part,
  };
}

export function exampleStep(part: Partial<RunStep> = {}): RunStep {
  return {
    name: 'prepare',
    service: null,
    state: 'done',
    startedAt: noon,
    endedAt: noon,
    detail: 'from cache',
    log: 'prepare',
    ...part,
  };
}
