import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import type { ContestantName } from './contestants.ts';
import type { Samples } from './race.ts';
import { type Column, columns } from './workload.ts';

interface Engine extends Record<Column, number> {
  name: string;
}

export interface Summary {
  /** Nanoseconds per evaluation, see `undisturbed`. */
  engines: Engine[];
  /** How many times as fast as the fastest peer slipway is. */
  ahead: Record<Column, number>;
}

const notPeers = ['slipway', 'hand-written closures'];

export function summarise(samples: Samples): Summary {
  const engines = [...samples].map(([name, times]) => engineOf(name, times));
  const slipway = engines.find(({ name }) => name === 'slipway');
  const ahead = (column: Column): number => bestPeer(engines, column) / (slipway?.[column] ?? Number.NaN);
  return {
    engines,
    ahead: { on: ahead('on'), conditions: ahead('conditions'), split: ahead('split') },
  };
}

export function renderTable({ engines, ahead }: Summary): string {
  const header = ['ns per evaluation', 'on flag', 'five conditions', '50 % split'];
  const rows = engines.map((engine) => [engine.name, ...columns.map((column) => engine[column].toFixed(1))]);
  const last = ['best peer ÷ slipway', ...columns.map((column) => `${ahead[column].toFixed(1)} ×`)];
  const table = [header, header.map(() => '---'), ...rows, last];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => renderRow(row, widths)).join('\n');
}

/** Beside this script's folder, so that the figures in the documentation have a source. */
export async function writeResult(summary: Summary): Promise<void> {
  const result = { date: new Date().toISOString().slice(0, 10), machine: machine(), ...summary };
  const text = `# Evaluation, engine beside engine\n\n${result.date}, ${result.machine}. CPU time of the evaluating thread, tenth percentile of interleaved rounds (other work on the machine is left out, and so is garbage collection, for all alike), each engine in a process of its own; 100 flags held, 1,024 rotating users.\n\n${renderTable(summary)}\n`;
  const folder = new URL('../results/', import.meta.url);
  await writeFile(new URL('engine.json', folder), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(new URL('engine.md', folder), text);
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  return `${model}, ${availableParallelism()} cores, Node ${process.version.slice(1)}`;
}

function engineOf(name: ContestantName, times: Record<Column, number[]>): Engine {
  const { on, conditions, split } = times;
  return { name, on: undisturbed(on), conditions: undisturbed(conditions), split: undisturbed(split) };
}

/** The tenth percentile of the rounds: what an evaluation takes while nothing else disturbs it. */
function undisturbed(rounds: readonly number[]): number {
  const sorted = rounds.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 10)] ?? Number.NaN) * 10) / 10;
}

function bestPeer(engines: readonly Engine[], column: Column): number {
  return Math.min(...engines.filter(({ name }) => !notPeers.includes(name)).map((engine) => engine[column]));
}

function renderRow(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    if (cell === '---') return column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`;
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  });
  return `| ${cells.join(' | ')} |`;
}
