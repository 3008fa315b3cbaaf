import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Account } from './account.ts';
import { unusableBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';

const run = promisify(execFile);

/** Runs one of PostgreSQL's programs to its end, in the account and with nothing of our environment. */
export async function runProgram(path: string, args: string[], account: Account | undefined): Promise<void> {
  try {
    await run(path, args, { ...account, cwd: '/', env: serverEnvironment });
  } catch (error) {
    throw programFailed(path, error);
  }
}

/** PG* variables would change what the server does, and secrets of ours are none of its business. */
export const serverEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

export function programFailed(path: string, error: unknown): EmbeddedPostgresError {
  if (hasCode(error, 'ENOENT')) return unusableBinaries(error);
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
  if (said.includes('could not look up effective user ID')) return namelessUser(error);
  return new EmbeddedPostgresError('start-failed', `${path} failed: ${said}`, { cause: error });
}

/** As in a container that was given only a number. */
function namelessUser(cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'no-account',
    `PostgreSQL does not run as uid ${process.getuid?.()}, which has no entry in /etc/passwd. Run Slipway as a user that exists there, or set DATABASE_URL.`,
    { cause },
  );
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
