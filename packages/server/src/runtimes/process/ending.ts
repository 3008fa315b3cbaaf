import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './accounts.ts';
import { allProcesses, findProcess, type Running, send } from './proc.ts';
import { type ProcessRecord, processOf } from './records.ts';

const PATIENCE_MS = 5_000;
const LOOK_MS = 10;

/** Asks it to end, and makes it end. What was paused goes on first, or it would hear nothing. */
export async function endProcess(record: ProcessRecord, patienceMs: number = PATIENCE_MS): Promise<void> {
  if (!processOf(record)) return;
  send(-record.pid, 'SIGCONT');
  send(-record.pid, 'SIGTERM');
  const deadline = performance.now() + patienceMs;
  while (processOf(record)) {
    if (performance.now() > deadline) {
      send(-record.pid, 'SIGKILL');
      send(record.pid, 'SIGKILL');
    }
    await sleep(LOOK_MS);
  }
}

/** Everything that runs as the account; without one, what the records tell of. */
export function processesOf(account: Account | null, records: readonly ProcessRecord[]): Running[] {
  const groups = new Set(records.filter(processOf).map(({ pid }) => pid));
  return allProcesses().filter(
    ({ uid, group, pid }) =>
      (account !== null && uid === account.uid) || groups.has(group) || groups.has(pid),
  );
}

/** Also what forks faster than one can count: again, until nothing is left. */
export async function killAll(account: Account | null, records: readonly ProcessRecord[]): Promise<void> {
  for (;;) {
    const left = processesOf(account, records);
    if (left.length === 0) return;
    for (const { pid } of left) send(pid, 'SIGSTOP');
    for (const { pid } of left) send(pid, 'SIGKILL');
    while (left.some(({ pid, startTime }) => findProcess(pid)?.startTime === startTime)) await sleep(LOOK_MS);
  }
}

const LOOKS_FOR_STOP = 200;

/** Until all of it stands still: a signal takes a moment, and meanwhile there may be more. */
export async function stopAll(find: () => Running[]): Promise<void> {
  for (let look = 0; look < LOOKS_FOR_STOP; look += 1) {
    const moving = find().filter(({ isStopped }) => !isStopped);
    if (moving.length === 0) return;
    for (const { pid } of moving) send(pid, 'SIGSTOP');
    await sleep(LOOK_MS);
  }
}
