import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { hostedId, type Runtime } from '../runtimes/index.ts';
import type { HostedRow } from './store.ts';

const MIB = 1024 * 1024;
/** What a newcomer is expected to take at first. */
const NEWCOMER_BYTES = 256 * MIB;

export interface RoomLimits {
  environmentsMost: number;
  /** MiB; 0: three quarters of the machine’s. */
  environmentsMemory: number;
  /** MiB. */
  diskFloor: number;
  buildsMost: number;
}

/** How much this node may take on. */
export interface Room {
  readonly most: { environments: number; memoryBytes: number; freeDiskBytes: number; builds: number };
  /** By all environments together, measured not longer than a few seconds ago. */
  memoryBytes(): number;
  freeDiskBytes(): Promise<number>;
  /** Measures anew. */
  measure(rows: readonly Pick<HostedRow, 'id'>[]): Promise<void>;
}

export function createRoom(limits: RoomLimits, runtime: Pick<Runtime, 'status'>, folder: string): Room {
  let memory = 0;
  return {
    most: {
      environments: limits.environmentsMost,
      memoryBytes: limits.environmentsMemory > 0 ? limits.environmentsMemory * MIB : totalmem() * 0.75,
      freeDiskBytes: limits.diskFloor * MIB,
      builds: Math.max(1, limits.buildsMost),
    },
    memoryBytes: () => memory,
    async freeDiskBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    async measure(rows) {
      let sum = 0;
      for (const { id } of rows)
        for (const { memoryBytes } of await runtime.status(hostedId(id))) sum += memoryBytes ?? 0;
      memory = sum;
    },
  };
}

/** Why an environment has to wait, in words; null: it may begin. */
export type RoomFor = (row: HostedRow, isQueued: boolean) => string | null;

/** Asked in the order of the queue; whoever may begin takes its place. */
export async function waitingFor(room: Room, running: number): Promise<RoomFor> {
  const free = await room.freeDiskBytes();
  let builds = running;
  let memory = room.memoryBytes();
  return (_row, isQueued) => {
    if (isQueued && builds >= room.most.builds) return `${builds} others are being brought up`;
    if (free < room.most.freeDiskBytes)
      return `the disk has ${Math.round(free / MIB)} MiB left, and ${Math.round(room.most.freeDiskBytes / MIB)} have to stay free`;
    if (memory + NEWCOMER_BYTES > room.most.memoryBytes)
      return 'the memory for environments is used up: let one sleep or destroy one';
    if (isQueued) builds += 1;
    memory += NEWCOMER_BYTES;
    return null;
  };
}

export function memoryWords(bytes: number): string {
  return bytes >= 1024 * MIB ? `${(bytes / 1024 / MIB).toFixed(1)} GiB` : `${Math.round(bytes / MIB)} MiB`;
}
