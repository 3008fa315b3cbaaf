import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type Client, type EnvironmentRun, getRun, type RunDetail } from '@slipway/api';
import { Failure } from '../failure.ts';
import type { Output } from '../output.ts';
import type { Shell } from '../shell.ts';
import { createProgress, isSettled } from './progress.ts';
import { createTransientLine } from './transient-line.ts';

export interface WaitOptions {
  wait?: boolean;
}

interface Followed {
  client: Client;
  params: { project: string; environment: string };
  output: Output;
  shell: Shell;
  /** As the action answered: what is older has nothing to do with it. */
  asked: EnvironmentRun;
  /** That what was asked for has come; default: nothing more happens by itself. */
  hasCome?: (detail: RunDetail) => boolean;
}

const LOOK_EVERY_MS = 300;

/** What a person at a terminal wants to see, and a script says. */
export function isToWait(shell: Shell, { wait }: WaitOptions, isJson: boolean): boolean {
  return wait ?? (shell.stdout.isTTY === true && !isJson);
}

/**
 * Tells the steps until nothing more happens by itself. Null: it is destroyed. Throws a Failure when it could not be
 * brought up. Going away does no harm: the server goes on by itself.
 */
export async function followRun(followed: Followed): Promise<RunDetail | null> {
  const { output, shell, asked, hasCome = ({ run }) => isSettled(run) } = followed;
  const progress = createProgress(Date.parse(asked.since) - 1);
  const line = createTransientLine(shell, output);
  try {
    for (;;) {
      const detail = await readRun(followed);
      if (detail === null || detail.run.state === 'destroyed') return null;
      const { ended, present } = progress.next(detail.run, detail.steps, shell.now());
      if (!output.isJson) line.show(ended, present);
      if (detail.run.generation >= asked.generation) {
        if (detail.run.state === 'failed') throw failed(followed, detail.run);
        if (hasCome(detail)) return detail;
      }
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    line.clear();
  }
}

function failed({ params }: Followed, { failure }: EnvironmentRun): Failure {
  const where = failure === null ? '.' : ` in step "${failure.step}": ${failure.message}`;
  return new Failure(
    `${params.environment} failed${where}`,
    failure?.remedy ?? `See its logs: slipway environment logs ${params.environment}`,
  );
}

async function readRun({ client, params }: Followed): Promise<RunDetail | null> {
  try {
    return await client.call(getRun, { params });
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'environment-not-found') return null;
    throw error;
  }
}
