import { type EnvironmentRun, extendEnvironment, sleepEnvironment, wakeEnvironment } from '@slipway/api';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';

/** What an action on an environment outdates; the stream tells the rest. */
export const ofRuns: readonly string[] = ['listEnvironments', 'getEnvironment', 'getRun', 'getHostingQuota'];

export interface RunActs {
  wake: () => Promise<void>;
  sleep: () => Promise<void>;
  extend: (days: number) => Promise<void>;
  keep: (isKept: boolean) => Promise<void>;
}

const DAY_MS = 86_400_000;

/** What needs no dialogue: it harms nobody, and can be taken back. */
export function useRunActs(project: string, environment: string, run: EnvironmentRun): RunActs {
  const submit = useSubmit();
  const params = { project, environment };
  const after = async (outcome: Promise<Outcome<unknown>>): Promise<void> => {
    await outcome;
    await forget(ofRuns, params);
  };
  return {
    wake: () => after(submit(wakeEnvironment, { params }, { what: `Wake ${environment}` })),
    sleep: () =>
      after(submit(sleepEnvironment, { params, body: {} }, { what: `Put ${environment} to sleep` })),
    extend: (days) =>
      after(
        submit(
          extendEnvironment,
          { params, body: { expiresAt: laterBy(run.expiresAt, days) } },
          { what: `Let ${environment} live longer` },
        ),
      ),
    keep: (isKept) =>
      after(
        submit(
          extendEnvironment,
          { params, body: { isKept } },
          { what: isKept ? `Keep ${environment}` : `Let ${environment} go` },
        ),
      ),
  };
}

/** From when it would have ended, or from now where that is past. */
function laterBy(expiresAt: Date | string | null, days: number, now: number = Date.now()): string {
  const end = expiresAt === null ? now : Math.max(now, new Date(expiresAt).getTime());
  return new Date(end + days * DAY_MS).toISOString();
}
