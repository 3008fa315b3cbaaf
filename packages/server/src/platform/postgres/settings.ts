import { createServer } from 'node:net';
import type { Place } from './place.ts';

export type Settings = Readonly<Record<string, string>>;

/** Where clients reach the server. */
export interface Endpoint {
  /** A socket's folder, or an address. */
  readonly host: string;
  readonly port: number;
  readonly settings: Settings;
}

// sockaddr_un holds 104 bytes on macOS and 108 on Linux.
const LONGEST_SOCKET_PATH = 100;
const POSTGRES_PORT = 5432;

/** A socket that only the server's account and root can reach; loopback if its path would be too long. */
export async function endpointFor(run: string, port?: number): Promise<Endpoint> {
  const socketPort = port ?? POSTGRES_PORT;
  if (Buffer.byteLength(`${run}/.s.PGSQL.${socketPort}`) <= LONGEST_SOCKET_PATH) {
    const settings = { listen_addresses: '', unix_socket_directories: run, unix_socket_permissions: '0700' };
    return { host: run, port: socketPort, settings };
  }
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  return { host: '127.0.0.1', port: port ?? (await freePort()), settings };
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port on 127.0.0.1');
  return address.port;
}
