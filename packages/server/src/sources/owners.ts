import { readFileSync } from 'node:fs';

/** This process, as no other was or will be called on this machine. */
export const ourselves: string = markOf(process.pid) ?? `${process.pid}-`;

export function isAlive(owner: string): boolean {
  return markOf(Number.parseInt(owner, 10)) === owner;
}

/** Its number and when it started, as numbers are used again. Null: there is none. */
function markOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null;
  }
  return `${pid}-${startOf(pid)}`;
}

/** In clock ticks since the machine's start; empty where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
