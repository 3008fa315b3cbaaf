import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CallInput,
  type Client,
  createClient,
  createEnvironment,
  createFlag,
  createProject,
} from '@slipway/api';
import { readConfig, startSlipway } from '@slipway/server';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import { startEmbeddedPostgres } from '../../packages/server/src/platform/postgres/index.ts';

export const project = 'bench';
export const flags = 2_000;
export const token = 'slw_admin_benchmark-token-that-lives-for-one-run-0123456789';

type EnvironmentDraft = NonNullable<CallInput<typeof createEnvironment>['body']>;
type FlagDraft = NonNullable<CallInput<typeof createFlag>['body']>;

export interface Server {
  readonly url: string;
  readonly databaseUrl: string;
  readonly client: Client;
  stop(): Promise<void>;
}

/** In this process, on an embedded database as durable as in production. */
export async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  await chmod(folder, 0o711); // PostgreSQL’s account has to pass
  const log = createLog('warn');
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log });
  const ports = ['--port', '0', '--delivery-port', '0', '--rate-limit', '0'];
  const config = readConfig([...ports, '--database-url', postgres.url], { SLIPWAY_ADMIN_TOKEN: token });
  const slipway = await startSlipway({ config, log });
  return {
    url: slipway.url,
    databaseUrl: postgres.url,
    client: createClient({ url: slipway.url, token }),
    async stop() {
      await slipway.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The project with its environments and flags; `flagOf` is asked for each flag by its number. */
export async function plant(
  client: Client,
  environments: readonly EnvironmentDraft[],
  flagOf: (n: number) => FlagDraft,
): Promise<void> {
  const params = { project };
  await client.call(createProject, { body: { key: project } });
  for (const body of environments) await client.call(createEnvironment, { params, body });
  for (let n = 0; n < flags; n += 1) await client.call(createFlag, { params, body: flagOf(n) });
}
