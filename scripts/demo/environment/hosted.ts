import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApiError,
  type CallInput,
  type Client,
  createEnvironment,
  destroyEnvironment,
  type EnvironmentRun,
  getRun,
  type RunDetail,
  redeploy,
} from '@slipway/api';
import { unlessTaken } from '../provision.ts';

type Draft = NonNullable<CallInput<typeof createEnvironment>['body']>;

export interface Place {
  project: string;
  environment: string;
}

const LOOK_EVERY_MS = 20;

/** Makes it, or runs the newest commits in the one that is there, and waits until it is ready. */
export async function bringUp(
  client: Client,
  project: string,
  draft: Draft,
  limitMs = 180_000,
): Promise<RunDetail> {
  const params = { project, environment: draft.key };
  const created = await unlessTaken(client.call(createEnvironment, { params: { project }, body: draft }));
  const asked = created?.run ?? (await client.call(redeploy, { params, body: {} }));
  return waitFor(
    client,
    params,
    ({ run }) => run.state === 'ready' && run.generation >= asked.generation,
    limitMs,
  );
}

/** Throws when it fails, with what it says of that, and when it takes too long. */
export async function waitFor(
  client: Client,
  params: Place,
  hasCome: (detail: RunDetail) => boolean,
  limitMs = 180_000,
): Promise<RunDetail> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const detail = await client.call(getRun, { params });
    if (hasCome(detail)) return detail;
    const { run } = detail;
    if (run.state === 'failed') throw new Error(`${params.environment} has failed: ${failureText(run)}`);
    if (performance.now() > deadline)
      throw new Error(`${params.environment} is still ${run.state} after ${limitMs / 1000} s.`);
    await sleep(LOOK_EVERY_MS);
  }
}

function failureText({ failure }: EnvironmentRun): string {
  return failure === null ? 'it does not say why' : `${failure.step}: ${failure.message} ${failure.remedy}`;
}

/** Resolves when Slipway does not know it any more; what ran in it ends within seconds. Safe to repeat. */
export async function destroy(client: Client, params: Place, limitMs = 60_000): Promise<void> {
  await unlessGone(client.call(destroyEnvironment, { params, body: { reason: 'The demo ends.' } }));
  const deadline = performance.now() + limitMs;
  for (;;) {
    const detail = await unlessGone(client.call(getRun, { params }));
    if (detail === null || detail.run.state === 'destroyed') return;
    if (performance.now() > deadline)
      throw new Error(`${params.environment} is not destroyed after ${limitMs / 1000} s.`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const gone = ['environment-not-found', 'environment-destroyed'];
    if (error instanceof ApiError && gone.includes(error.problem.code)) return null;
    throw error;
  }
}
