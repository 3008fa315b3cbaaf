import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EmbeddedPostgresOptions } from '../../packages/server/src/platform/postgres/index.ts';

export interface Held {
  readonly url: string;
  readonly adminUrl: string;
  readonly pid: number;
  readonly folder: string;
}

export interface Refused {
  readonly code: string;
  readonly message: string;
}

export interface HolderProcess {
  readonly process: ChildProcess;
  /** What it says once it has the database or gave up. */
  readonly said: Promise<Held | Refused>;
  /** Sends the signal and waits for its end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface HolderOptions {
  readonly server?: Pick<EmbeddedPostgresOptions, 'settings' | 'adopts' | 'isOnLoopback'>;
  readonly account?: { uid: number; gid: number };
}

const script = fileURLToPath(new URL('hold-database.ts', import.meta.url));

/** Starts `hold-database.ts` as a process of its own on the folder. */
export function startHolder(folder: string, { server = {}, account }: HolderOptions = {}): HolderProcess {
  const child = spawn(
    process.execPath,
    ['--conditions=@slipway/source', script, folder, JSON.stringify(server)],
    { ...account, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  const said = firstLine(child);
  // Not everyone who kills it asks what it said.
  said.catch(() => undefined);
  return { process: child, said, end };
}

export async function held(holder: HolderProcess): Promise<Held> {
  const said = await holder.said;
  if ('code' in said) throw new Error(`not held: ${said.code}: ${said.message}`);
  return said;
}

async function firstLine(child: ChildProcess): Promise<Held | Refused> {
  if (!child.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('it ended without a word');
}

/** Ends a server that a test left running on the folder, so that nothing outlives a test that failed. */
export async function endDatabase(folder: string): Promise<void> {
  const base = await readFile(join(folder, 'location'), 'utf8').catch(() => folder);
  const text = await readFile(join(base.trim(), 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, data] = text.split('\n');
  if (data !== join(base.trim(), 'data')) return;
  try {
    process.kill(Number(pid), 'SIGQUIT');
  } catch {
    // Gone already.
  }
}

/** False also for a zombie, whom an init that does not reap leaves in the table. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return !/^State:\s*Z/m.test(status);
}
