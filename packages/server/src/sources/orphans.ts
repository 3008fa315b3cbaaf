import { writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GitHome } from './git-home.ts';
import { signalGroup } from './git-process.ts';
import { isAlive, ourselves } from './owners.ts';

const PATIENCE_MS = 2_000;
const POLL_MS = 10;
const SUFFIX = '.fetching';

/** Says beside the mirror who fetches into it, so that a fetch which was cut off is known as such. */
export function recordFetch(mirror: string, pid: number): void {
  writeFileSync(mirror + SUFFIX, `${ourselves} ${pid}`, { mode: 0o600 });
}

export async function forgetFetch(mirror: string): Promise<void> {
  await rm(mirror + SUFFIX, { force: true });
}

/** What an earlier process of this folder has left: its files, and fetches that outlived it. */
export async function sweep({ mirrors, scratch }: GitHome): Promise<void> {
  for (const name of await readdir(scratch)) {
    const [owner = ''] = name.split('.');
    if (!isAlive(owner)) await rm(join(scratch, name), { recursive: true, force: true });
  }
  for (const name of await readdir(mirrors)) {
    if (name.endsWith(SUFFIX)) await clearCutOffFetch(join(mirrors, name.slice(0, -SUFFIX.length)));
  }
}

/**
 * Ends a fetch that outlived whoever began it, and removes the lock files that a killed git leaves. Called by the one
 * who fetches next, so a record of our own is of a fetch that is over.
 */
export async function clearCutOffFetch(mirror: string): Promise<void> {
  const [owner = '', pid] = (await readFile(mirror + SUFFIX, 'utf8').catch(() => '')).split(' ');
  if (owner === '' || (owner !== ourselves && isAlive(owner))) return;
  await endFetch(mirror, Number(pid));
  for (const file of await lockFiles(mirror)) await rm(file, { force: true });
  await forgetFetch(mirror);
}

async function endFetch(mirror: string, pid: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while ((await isFetchInto(mirror, pid)) && performance.now() < deadline) {
    signalGroup(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
}

/** The number may be another process's by now; its command line tells. Without /proc it is taken as ended. */
async function isFetchInto(mirror: string, pid: number): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(`--git-dir=${mirror}`);
}

async function lockFiles(mirror: string): Promise<string[]> {
  const inRefs = await readdir(join(mirror, 'refs'), { recursive: true }).catch(() => []);
  const inInfo = await readdir(join(mirror, 'objects', 'info')).catch(() => []);
  const names = [
    ...(await readdir(mirror).catch(() => [])),
    ...inRefs.map((name) => join('refs', name)),
    ...inInfo.map((name) => join('objects', 'info', name)),
  ];
  return names.filter((name) => name.endsWith('.lock')).map((name) => join(mirror, name));
}
