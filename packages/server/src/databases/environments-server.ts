import { join } from 'node:path';
import type { Config } from '../platform/config/index.ts';
import type { Log } from '../platform/db/index.ts';
import { DatabasesError } from './databases.ts';

export interface OpenServer {
  /** As a role that may make databases and roles. */
  readonly adminUrl: string;
  /** Nobody else has anything on it. */
  readonly isOurs: boolean;
  /** It runs on where it is ours, to be adopted by the next start. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

/** The server of environments' databases, apart from Slipway's own. */
export interface EnvironmentsServer {
  /** False: nothing was ever stored there. Starts nothing. */
  hasServer(): Promise<boolean>;
  openServer(): Promise<OpenServer>;
}

type Place = Pick<Config, 'data' | 'environmentsDatabaseUrl'>;

const ACCOUNT = 'slipway-environments';

/** The server that was given, else a second embedded one of the data folder. */
export function environmentsServer({ data, environmentsDatabaseUrl }: Place, log: Log): EnvironmentsServer {
  return environmentsDatabaseUrl === null
    ? embedded(join(data, 'environments-database'), log)
    : given(environmentsDatabaseUrl);
}

function given(adminUrl: string): EnvironmentsServer {
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    hasServer: () => Promise.resolve(true),
    openServer: () => Promise.resolve({ adminUrl, isOurs: false, leave: nothing, stop: nothing }),
  };
}

function embedded(folder: string, log: Log): EnvironmentsServer {
  return {
    hasServer: async () => (await import('../platform/postgres/index.ts')).holdsServer(folder),
    openServer: async () => {
      const { startEmbeddedPostgres } = await import('../platform/postgres/index.ts');
      const starting = startEmbeddedPostgres({
        folder,
        log,
        account: ACCOUNT,
        // Environments' code runs under other accounts, for whom the private socket is closed.
        isOnLoopback: true,
        // Environments outlive a Slipway that is killed or stopped.
        adopts: true,
        settings,
      });
      const { adminUrl, leave, stop } = await starting.catch(notStarted);
      return { adminUrl, isOurs: true, leave, stop };
    },
  };
}

function notStarted(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new DatabasesError(
    'unavailable',
    `The PostgreSQL server of environments' databases did not start; SLIPWAY_ENVIRONMENTS_DATABASE_URL takes another one. ${why}`,
  );
}

/** For many small databases that can be made again. */
const settings = {
  max_connections: '300',
  shared_buffers: '32MB',
  // A copy of a database is written to the log as a whole; twenty at once must not wait for the disk.
  max_wal_size: '512MB',
  checkpoint_timeout: '15min',
  synchronous_commit: 'off',
  // One environment's runaway sort must not fill the disk of all.
  temp_file_limit: '1GB',
};
