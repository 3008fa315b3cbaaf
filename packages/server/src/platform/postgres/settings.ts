import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Place, readPointer } from './place.ts';
import { isAlive } from './processes.ts';

export type Settings = Readonly<Record<string, string>>;

/** Where clients reach the server. */
export interface Endpoint {
  /** A socket's folder, or an address. */
  readonly host: string;
  readonly port: number;
  readonly settings: Settings;
}

interface EndpointOptions {
  readonly port: number | undefined;
  readonly isOnLoopback: boolean;
}

// sockaddr_un holds 104 bytes on macOS and 108 on Linux.
const LONGEST_SOCKET_PATH = 100;
const POSTGRES_PORT = 5432;

/** A socket that only the server's account and root can reach; loopback if its path would be too long. */
export async function endpointFor(place: Place, options: EndpointOptions): Promise<Endpoint> {
  if (options.isOnLoopback) return loopback(options.port ?? (await rememberedPort(place.folder)));
  const { run } = place;
  const socketPort = options.port ?? POSTGRES_PORT;
  if (Buffer.byteLength(`${run}/.s.PGSQL.${socketPort}`) <= LONGEST_SOCKET_PATH) {
    const settings = { listen_addresses: '', unix_socket_directories: run, unix_socket_permissions: '0700' };
    return { host: run, port: socketPort, settings };
  }
  return loopback(options.port ?? (await freePort()));
}

function loopback(port: number): Endpoint {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  return { host: '127.0.0.1', port, settings };
}

/** The port of last time, unless a stranger has taken it since: clients may still hold URLs with it. */
async function rememberedPort(folder: string): Promise<number> {
  const path = join(folder, 'port');
  const last = Number(await readFile(path, 'utf8').catch(() => ''));
  if (last > 0 && ((await isPostmasters(folder, last)) || (await isFree(last)))) return last;
  const port = await freePort();
  await writeFile(path, `${port}\n`, { mode: 0o600 });
  return port;
}

/** A server that a killed process left behind has the port; it is adopted or ended. */
async function isPostmasters(folder: string, port: number): Promise<boolean> {
  const base = (await readPointer(folder)) ?? folder;
  const recorded = await readFile(join(base, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , recordedPort] = recorded.split('\n');
  return Number(recordedPort) === port && isAlive(Number(pid));
}

/** Small, durable, quiet: a control plane's database beside its one client, not a database server. */
export function settingsFor(place: Place): Settings {
  return {
    cluster_name: place.cluster,
    max_connections: '60',
    shared_buffers: '24MB',
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    io_method: 'sync',
    max_worker_processes: '2',
    max_logical_replication_workers: '0',
    jit: 'off',
    timezone: 'UTC',
    // A query whose client was killed would keep its locks until it ends by itself.
    client_connection_check_interval: '1s',
    idle_in_transaction_session_timeout: '60s',
    ...loggingTo(place.log),
  };
}

/** One file per weekday, and never a statement or a row in it: those may hold secrets. */
function loggingTo(folder: string): Settings {
  return {
    logging_collector: 'on',
    log_directory: folder,
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    log_file_mode: '0600',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  };
}

export function asArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function isFree(port: number): Promise<boolean> {
  try {
    await freePort(port);
    return true;
  } catch {
    return false;
  }
}

async function freePort(wanted = 0): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port on 127.0.0.1');
  return address.port;
}
