import { readdirSync, readFileSync } from 'node:fs';

/** One process as the kernel tells of it. */
export interface Running {
  readonly pid: number;
  readonly uid: number;
  readonly group: number;
  readonly isStopped: boolean;
  /** Ticks since the machine's start: with the pid, one process and no later one. */
  readonly startTime: string;
  readonly memoryBytes: number;
}

const PAGE_BYTES = 4096;

/** Null: gone, or a zombie that nobody has reaped. */
export function findProcess(pid: number): Running | null {
  const stat = read(`/proc/${pid}/stat`);
  const status = read(`/proc/${pid}/status`);
  if (stat === null || status === null) return null;
  // The name, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group = ''] = fields;
  if (state === 'Z' || state === 'X') return null;
  return {
    pid,
    uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
    group: Number(group),
    isStopped: state === 'T',
    startTime: fields[19] ?? '',
    memoryBytes: Number(fields[21] ?? 0) * PAGE_BYTES,
  };
}

export function allProcesses(): Running[] {
  const found = readdirSync('/proc').flatMap((name) => {
    const one = /^\d+$/.test(name) ? findProcess(Number(name)) : null;
    return one === null ? [] : [one];
  });
  return found;
}

let boot: string | null = null;

/** Another after every start of the machine. */
export function bootId(): string {
  boot ??= read('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return boot;
}

export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
