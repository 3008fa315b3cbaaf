import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from './failure.ts';
import type { Shell } from './shell.ts';

/** What `slipway login` remembers. The token is for this URL only. */
export interface Login {
  url: string;
  token: string;
  project?: string;
}

export function settingsFile(env: Shell['env']): string {
  const base = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config');
  return join(base, 'slipway', 'config.json');
}

/** Null when nobody logged in. */
export async function readLogin(file: string): Promise<Login | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Failure(
      `Cannot read ${file} (${error.code}).`,
      'Make it readable for you, or delete it and log in again.',
    );
  });
  if (text === null) return null;
  const login = loginIn(text);
  if (login) return login;
  throw new Failure(`${file} is damaged.`, 'Delete it and log in again: slipway login URL');
}

/** Readable for its owner alone from the first byte on, and never half-written. */
export async function writeLogin(file: string, login: Login): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

export async function forgetLogin(file: string): Promise<void> {
  await rm(file, { force: true });
}

function loginIn(text: string): Login | null {
  try {
    const value: unknown = JSON.parse(text);
    return isLogin(value) ? value : null;
  } catch {
    return null;
  }
}

function isLogin(value: unknown): value is Login {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<keyof Login, unknown>> = value;
  const isProjectFine = fields.project === undefined || typeof fields.project === 'string';
  return typeof fields.url === 'string' && typeof fields.token === 'string' && isProjectFine;
}
