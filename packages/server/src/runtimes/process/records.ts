import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentPlace } from './place.ts';
import { bootId, findProcess, type Running } from './proc.ts';

/** A service that was started: enough to know it again after whatever happened to Slipway. */
export interface ProcessRecord {
  readonly service: string;
  readonly pid: number;
  /** Ticks after the machine’s start; empty until it is known. */
  readonly startTime: string;
  readonly boot: string;
  readonly generation: number;
  readonly startedAt: string;
  readonly groups: readonly string[];
  readonly isHealthy: boolean;
  /** How it ended by itself; null while it runs, and where nobody saw it. */
  readonly ended: string | null;
}

export function readRecords(place: EnvironmentPlace): ProcessRecord[] {
  return namesIn(place).flatMap((name) => readRecord(place, name) ?? []);
}

export function readRecord(place: EnvironmentPlace, service: string): ProcessRecord | null {
  try {
    return JSON.parse(readFileSync(fileOf(place, service), 'utf8'));
  } catch {
    return null;
  }
}

/** Whole or not at all. */
export function writeRecord(place: EnvironmentPlace, record: ProcessRecord): void {
  const file = fileOf(place, record.service);
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeRecord(place: EnvironmentPlace, service: string): void {
  rmSync(fileOf(place, service), { force: true });
}

/** The process that the record tells of; null: it is gone, whoever has its number now. */
export function processOf(record: ProcessRecord): Running | null {
  if (record.boot !== bootId()) return null;
  const found = findProcess(record.pid);
  return found?.startTime === record.startTime ? found : null;
}

function namesIn({ processes }: EnvironmentPlace): string[] {
  try {
    return readdirSync(processes).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
  } catch {
    return [];
  }
}

function fileOf({ processes }: EnvironmentPlace, service: string): string {
  return join(processes, `${service}.json`);
}
