import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withSession } from '../db/index.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { Place } from './place.ts';
import { leftRunning, runs } from './processes.ts';
import { programFailed, serverEnvironment } from './program.ts';
import { asArguments, type Settings } from './settings.ts';

export interface Launch {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly port: number;
  readonly settings: Settings;
  readonly adminUrl: string;
}

export interface RunningServer {
  readonly pid: number;
  /** Resolves when the postmaster is gone, with what it said. */
  readonly ended: Promise<string>;
  /** Our process may end without waiting for it. */
  letGo(): void;
}

const READY_MS = 60_000;
const LONGEST_POLL_MS = 250;
const WATCH_MS = 500;
const ADOPT_MS = 5_000;

/** Starts the postmaster and resolves when it answers queries. */
export async function launch(options: Launch): Promise<RunningServer> {
  const startLog = join(options.place.folder, 'start.log');
  const child = spawnServer(options, startLog);
  const ended = endOf(child);
  const failed = ended.then(async (how) => {
    throw new EmbeddedPostgresError(
      'start-failed',
      `PostgreSQL did not start (${how}): ${await lastWords(options.place, startLog)}`,
    );
  });
  const isReady = new AbortController();
  await Promise.race([failed, answers(options.adminUrl, isReady.signal)]).finally(() => isReady.abort());
  failed.catch(() => undefined);
  if (child.pid === undefined) throw new EmbeddedPostgresError('start-failed', 'PostgreSQL has no process.');
  return { pid: child.pid, ended, letGo: () => child.unref() };
}

/** The server that an earlier Slipway left running here, if it runs with the same programs and settings and answers. */
export async function adopt(options: Launch): Promise<RunningServer | undefined> {
  const command = commandLine(options);
  const pid = await leftRunning(options.place, command);
  if (pid === undefined) return undefined;
  const patience = new AbortController();
  try {
    await answers(options.adminUrl, patience.signal, ADOPT_MS);
  } catch {
    return undefined;
  }
  const watching = new AbortController();
  return { pid, ended: endOfAdopted(pid, command, watching.signal), letGo: () => watching.abort() };
}

/** It is nobody's child, so that no event tells of its end. */
async function endOfAdopted(pid: number, command: readonly string[], letGo: AbortSignal): Promise<string> {
  while (await runs(pid, command)) {
    await sleep(WATCH_MS, undefined, { signal: letGo, ref: false }).catch(() => undefined);
    if (letGo.aborted) return 'let go';
  }
  return 'gone';
}

function commandLine({ place, binaries, port, settings }: Launch): [string, ...string[]] {
  const program = join(binaries.root, 'bin', 'postgres');
  return [program, '-D', place.data, '-p', String(port), ...asArguments(settings)];
}

function spawnServer(options: Launch, startLog: string): ChildProcess {
  const { account } = options;
  const [program, ...args] = commandLine(options);
  const said = openSync(startLog, 'w', 0o600);
  try {
    return spawn(
      program,
      args,
      // In a session of its own: Ctrl-C in the terminal is for Slipway, which stops the server last.
      { ...account, cwd: '/', env: { ...serverEnvironment }, detached: true, stdio: ['ignore', said, said] },
    );
  } finally {
    closeSync(said);
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(programFailed(child.spawnfile, error)));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit ${code}`));
  });
}

async function answers(url: string, stop: AbortSignal, patienceMs = READY_MS): Promise<void> {
  const until = performance.now() + patienceMs;
  for (let pauseMs = 5; !stop.aborted; pauseMs = Math.min(pauseMs * 1.5, LONGEST_POLL_MS)) {
    try {
      return await withSession(url, async (session) => void (await session.query('select 1')));
    } catch (cause) {
      if (performance.now() > until) {
        throw new EmbeddedPostgresError('start-failed', 'PostgreSQL runs but does not answer.', { cause });
      }
      await sleep(pauseMs);
    }
  }
}

/** What it said before it took to its log files, and if it did, there. */
async function lastWords(place: Place, startLog: string): Promise<string> {
  const first = await tail(startLog);
  const tookToFiles = first.some((line) => line.includes('redirecting log output'));
  const said = tookToFiles ? await tail(await newestOf(place.log)) : first;
  return said.join(' | ') || 'it said nothing';
}

async function newestOf(folder: string): Promise<string> {
  const files = await Promise.all((await readdir(folder)).map((name) => dated(join(folder, name))));
  return files.reduce((newest, file) => (file.mtimeMs > newest.mtimeMs ? file : newest), {
    path: '',
    mtimeMs: 0,
  }).path;
}

async function dated(path: string): Promise<{ path: string; mtimeMs: number }> {
  return { path, mtimeMs: (await stat(path)).mtimeMs };
}

async function tail(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-5);
}
