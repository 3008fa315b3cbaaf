import { type RunDetail, setEnvironmentAccess, sleepEnvironment, wakeEnvironment } from '@slipway/api';
import { bringUp, destroy, waitFor } from '../../scripts/demo/environment/hosted.ts';
import { blueprint } from '../../scripts/demo/environment/register.ts';
import { askGateway } from '../../scripts/demo/environment/through-gateway.ts';
import { type Bench, project } from './installation.ts';

/** An environment whose web comes from a branch, up to a page of it; answers the milliseconds and what ran. */
export async function createFrom(
  { client }: Bench,
  key: string,
  branch: string,
): Promise<{ ms: number; detail: RunDetail }> {
  const draft = {
    ...{ key, kind: 'on-demand' as const, base: 'staging' },
    run: { blueprint, services: { web: { branch } }, seed: 'demo' },
  };
  const askedAt = performance.now();
  const detail = await bringUp(client, project, draft, 600_000);
  return { ms: performance.now() - askedAt, detail };
}

/** Creates, measures and destroys again, once. */
export async function createOnce(bench: Bench, key: string, branch: string): Promise<number> {
  const { ms } = await createFrom(bench, key, branch);
  await destroy(bench.client, { project, environment: key });
  return ms;
}

/** From asleep until its services answer again. */
export async function wakeFrom({ client }: Bench, key: string, how: 'paused' | 'stopped'): Promise<number> {
  const params = { project, environment: key };
  await client.call(sleepEnvironment, { params, body: { how } });
  await waitFor(client, params, ({ run }) => run.state === 'sleeping' && run.sleep === how);
  const askedAt = performance.now();
  await client.call(wakeEnvironment, { params });
  await waitFor(client, params, ({ run }) => run.state === 'ready');
  return performance.now() - askedAt;
}

/** Its own page through the gateway, as a visitor gets it. */
export async function answersAsItself({ client }: Bench, key: string, url: string): Promise<boolean> {
  const params = { project, environment: key };
  await client.call(setEnvironmentAccess, { params, body: { access: 'public' } });
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const { status, text } = await askGateway(`${url}/`);
    if (status === 200 && text.includes(`data-environment="${key}"`)) return true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
}
