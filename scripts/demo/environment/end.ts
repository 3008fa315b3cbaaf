import { type Client, listEnvironments } from '@slipway/api';
import { environmentsServer } from '../../../packages/server/src/databases/index.ts';
import type { Stoppable } from '../keeper.ts';
import { project } from '../provision.ts';
import { destroy } from './hosted.ts';
import { processesOf } from './proc.ts';
import { folderOf, left } from './traces.ts';

const quiet = { debug() {}, info() {}, warn() {}, error: console.error };

/** Slipway lets environments run on when it ends: whoever starts it for a while destroys them before. */
export function environmentsOf(client: Client, data: string): Stoppable {
  return {
    async stop() {
      try {
        await destroyAll(client);
        await left({ data, deliveryUrl: '' });
      } finally {
        await endProcesses(data);
      }
    },
  };
}

async function destroyAll(client: Client): Promise<void> {
  const { items } = await client.call(listEnvironments, { params: { project }, query: { limit: 200 } });
  const hosted = items.filter(({ run }) => run !== null && run !== undefined);
  await Promise.all(hosted.map(({ key }) => destroy(client, { project, environment: key })));
}

/** Where Slipway could not be asked any more. */
async function endProcesses(data: string): Promise<void> {
  for (const { pid, variables } of await processesOf(await folderOf(data)))
    if (variables.has('SLIPWAY_TOKEN')) process.kill(pid, 'SIGKILL');
}

/** The server of environments' databases runs on too; it is ended once Slipway has left it. */
export function environmentsDatabaseOf(data: string): Stoppable {
  return {
    async stop() {
      const server = environmentsServer({ data, environmentsDatabaseUrl: null }, quiet);
      if (await server.hasServer()) await (await server.openServer()).stop();
    },
  };
}
