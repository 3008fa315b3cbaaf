import { readFile } from 'node:fs/promises';
import { destroy } from '../../scripts/demo/environment/hosted.ts';
import { processesOf } from '../../scripts/demo/environment/proc.ts';
import { countOf, folderOf, left, traces } from '../../scripts/demo/environment/traces.ts';
import { type Bench, project } from './installation.ts';
import { answersAsItself, createFrom } from './rounds.ts';

export interface Together {
  count: number;
  readyMs: number;
  answering: number;
  memoryMb: number;
  destroyedMs: number;
  leaked: number;
}

/** Many at once, all asked for a page, then all destroyed; the rest is counted from outside. */
export async function runTogether(bench: Bench, count: number): Promise<Together> {
  const keys = Array.from({ length: count }, (_, index) => `together-${index + 1}`);
  const askedAt = performance.now();
  const created = await Promise.all(keys.map((key) => createFrom(bench, key, 'main')));
  const readyMs = performance.now() - askedAt;
  const urls = created.map(({ detail }) => detail.run.url);
  const answers = await Promise.all(keys.map((key, index) => answersAsItself(bench, key, urls[index] ?? '')));
  const memoryMb = await memoryOf(bench);
  const before = await traces(bench.installation, urls);
  const destroyedAt = performance.now();
  await Promise.all(keys.map((environment) => destroy(bench.client, { project, environment }, 300_000)));
  const rest = await left(bench.installation, before, 120_000);
  const destroyedMs = performance.now() - destroyedAt;
  for (const name of Object.values(rest).flat()) console.error(`left: ${name}`);
  return {
    ...{ count, readyMs, memoryMb, destroyedMs },
    answering: answers.filter(Boolean).length,
    leaked: countOf(rest),
  };
}

/** Proportional set size of all environments' processes. */
async function memoryOf({ installation }: Bench): Promise<number> {
  const found = await processesOf(await folderOf(installation.data));
  const sizes = await Promise.all(
    found.map(async ({ pid }) => {
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    }),
  );
  return sizes.reduce((sum, kb) => sum + kb, 0) / 1024;
}
