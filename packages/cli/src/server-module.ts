import { Failure, UsageError } from './failure.ts';

/** What the command uses of `@slipway/server`, which is installed beside it or not. */
export interface ServerModule {
  runSlipway(args: readonly string[], variables: Readonly<Record<string, string | undefined>>): Promise<void>;
  readConfig(args: readonly string[], variables: Readonly<Record<string, string | undefined>>): ServerConfig;
  backup(config: ServerConfig, file: string): Promise<BackupSummary>;
  restore(config: ServerConfig, file: string): Promise<BackupSummary>;
  failureOf(error: unknown): { exitCode: 1 | 2; line: string };
}

export interface BackupSummary {
  createdAt: string;
  rows: number;
  contentHash: string;
}

type ServerConfig = object;

const PACKAGE = '@slipway/server';
const NODE_MAJOR = 24;

/** Throws a Failure that says how to get the server when it cannot be loaded here. */
export async function loadServer(command: string): Promise<ServerModule> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NODE_MAJOR)
    throw new Failure(
      `"slipway ${command}" runs the server, which needs Node ${NODE_MAJOR} or later; this is Node ${process.versions.node}.`,
      `Run it with a newer Node, such as: npx -y -p node@${NODE_MAJOR} -p @slipway/cli -p ${PACKAGE} slipway ${command}`,
    );
  const loaded: unknown = await import(PACKAGE).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(`'${PACKAGE}'`))
      throw notInstalled(command);
    throw error;
  });
  if (isServer(loaded)) return loaded;
  throw new Failure(
    `The installed ${PACKAGE} does not fit this command.`,
    `Install the same version of both: npm install @slipway/cli ${PACKAGE}`,
  );
}

/** Says a failure of the server in the server's own words. */
export async function describeFailure<T>(server: ServerModule, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { exitCode, line } = server.failureOf(error);
    throw exitCode === 2 ? new UsageError(line) : new Failure(line);
  }
}

function notInstalled(command: string): Failure {
  return new Failure(
    `"slipway ${command}" needs the server package, which is not installed beside this command.`,
    `Install it: npm install ${PACKAGE} (globally: npm install -g @slipway/cli ${PACKAGE})`,
  );
}

function isServer(loaded: unknown): loaded is ServerModule {
  if (typeof loaded !== 'object' || loaded === null) return false;
  const parts: Partial<Record<keyof ServerModule, unknown>> = loaded;
  return [parts.runSlipway, parts.readConfig, parts.backup, parts.restore, parts.failureOf].every(
    (part) => typeof part === 'function',
  );
}
