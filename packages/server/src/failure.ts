import { UsageError } from './platform/config/index.ts';
import { hideSecrets } from './platform/log/index.ts';

/** How a command that could not do its work ends: 2 = asked for what cannot be, 1 = failed. */
export interface Failure {
  exitCode: 1 | 2;
  /** One line: what happened and what to do next. */
  line: string;
}

/** Errors whose message is meant for people. */
const told: readonly string[] = [
  'EmbeddedPostgresError',
  'MigrationError',
  'BackupError',
  'DatabaseUnavailable',
  'GatewayError',
];

const systemLines: Readonly<Record<string, (error: NodeJS.ErrnoException) => string | undefined>> = {
  EADDRINUSE: (error) =>
    `${placeOf(error)} is in use by another program. Stop it, or choose another with --port or --delivery-port.`,
  EACCES: (error) =>
    isListening(error)
      ? `No permission for ${placeOf(error)}. Choose a port above 1023 with --port or --delivery-port.`
      : `No permission for ${placeOf(error)}. Let this user write there, or choose another folder with --data.`,
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
  EROFS: (error) => `${placeOf(error)} is on a read-only disk. Choose another folder with --data.`,
  EADDRNOTAVAIL: (error) => `This machine has no address ${placeOf(error)}. Choose another with --host.`,
  ENOSPC: () => 'The disk is full. Make room and try again.',
  '28P01': () => 'The database refuses this user and password. Check the database URL.',
  '3D000': () => 'There is no such database on that server. Create it, or correct the database URL.',
  ECONNREFUSED: () => 'No database answers at the database URL. Start it, or correct the URL.',
  ENOTFOUND: () => 'The host of the database URL is not known. Correct the URL.',
};

export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return { exitCode: 2, line: error.message };
  return { exitCode: 1, line: hideSecrets(lineOf(error)).replace(/\s*\n\s*/g, ' ') };
}

function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return `Slipway failed: ${String(error)}`;
  if (told.includes(error.name)) return error.message;
  const code = 'code' in error ? String(error.code) : '';
  const known = Object.hasOwn(systemLines, code) ? systemLines[code]?.(error) : undefined;
  return known ?? `Slipway failed: ${error.message}`;
}

function inTheWay(error: NodeJS.ErrnoException): string | undefined {
  if (!isMaking(error)) return undefined;
  return `${placeOf(error)} cannot be made, because a file is in its way. Choose another folder with --data.`;
}

/** A folder; Slipway makes none but the data folder and those in it. */
function isMaking({ syscall }: NodeJS.ErrnoException): boolean {
  return syscall === 'mkdir';
}

function isListening({ syscall }: NodeJS.ErrnoException): boolean {
  return syscall === 'listen';
}

function placeOf(error: NodeJS.ErrnoException): string {
  const { port, address, path } = { port: undefined, address: undefined, ...error };
  if (port !== undefined) return `${String(address)}:${String(port)}`;
  return path ?? 'what was asked for';
}
