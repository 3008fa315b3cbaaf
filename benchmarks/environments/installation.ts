import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, createEnvironment, createProject } from '@slipway/api';
import { readConfig, startSlipway } from '@slipway/server';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import { packVendor } from '../../scripts/demo/academy.ts';
import { environmentsDatabaseOf, environmentsOf } from '../../scripts/demo/environment/end.ts';
import { register } from '../../scripts/demo/environment/register.ts';
import type { Installation } from '../../scripts/demo/environment/traces.ts';
import { createKeeper } from '../../scripts/demo/keeper.ts';
import { choosePorts } from '../../scripts/demo/processes.ts';
import { makeRepositories, repositoryOf } from '../../scripts/demo/repositories/index.ts';
import { keptLockfiles, type LockfileOf } from '../../scripts/demo/repositories/lockfile.ts';
import { token } from '../shared/large-project.ts';

export const project = 'academy';

export interface Bench {
  client: Client;
  installation: Installation;
  /** Web's repository. */
  repository: string;
  lockfileOf: LockfileOf;
  stop(): Promise<void>;
}

/** Slipway in this process, with academy's services and blueprint, and an environment staging to be the base. */
export async function startBench(): Promise<Bench> {
  const keeper = createKeeper((error) => console.error(error));
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  keeper.keep({ stop: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) });
  try {
    await chmod(folder, 0o711); // environments’ accounts have to pass
    return { ...(await start(folder, keeper)), stop: keeper.stopAll };
  } catch (error) {
    await keeper.stopAll();
    throw error;
  }
}

async function start(folder: string, keeper: ReturnType<typeof createKeeper>): Promise<Omit<Bench, 'stop'>> {
  const data = join(folder, 'slipway');
  const repositories = join(folder, 'repositories');
  const lockfileOf = keptLockfiles(join(folder, 'lockfiles'));
  const made = await makeRepositories(repositories, await packVendor(folder), lockfileOf);
  const [gatewayPort = 0] = await choosePorts(0, 1);
  const ports = [
    '--port',
    '0',
    '--delivery-port',
    '0',
    '--gateway-port',
    `${gatewayPort}`,
    '--rate-limit',
    '0',
  ];
  const config = readConfig([...ports, '--data', data, '--source-allow', repositories], {
    SLIPWAY_ADMIN_TOKEN: token,
  });
  keeper.keep(environmentsDatabaseOf(data));
  const slipway = await startSlipway({ config, log: createLog('warn') });
  keeper.keep({ stop: () => slipway.close() });
  const client = createClient({ url: slipway.url, token });
  keeper.keep(environmentsOf(client, data));
  await client.call(createProject, { body: { key: project } });
  await client.call(createEnvironment, { params: { project }, body: { key: 'staging' } });
  await register(client, project, made);
  const installation = { data, deliveryUrl: slipway.deliveryUrl };
  return { client, installation, repository: repositoryOf(repositories, 'web'), lockfileOf };
}
