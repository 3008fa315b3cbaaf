/** The child process of one contestant: no engine inherits another's compiled code, caches or garbage. */
import type { Contestant, Evaluate, EvaluateLater } from './contestant.ts';
import { contestants, isContestant } from './contestants.ts';
import { type Column, columns, users } from './workload.ts';

/** Parent → lane. `ms` is how long to run at least. */
export interface Order {
  column: Column;
  ms: number;
}

/** Lane → parent: first the answers per column, a string of 0 and 1 per user, then one figure per order. */
export type Report = { answers: Record<Column, string> } | { nanoseconds: number };

/** Rotations between two looks at the clock, so that looking costs nothing beside them. */
const rotationsPerLook = 8;

function runSync(evaluate: Evaluate, ms: number): number {
  const watch = startWatch();
  let looks = 0;
  let on = 0;
  do {
    for (let rotation = 0; rotation < rotationsPerLook; rotation++)
      for (let index = 0; index < users.length; index++) if (evaluate(index)) on++;
    looks++;
  } while (watch.wallMs() < ms);
  return perEvaluation(watch.cpuNanoseconds(), looks, on);
}

async function runLater(evaluate: EvaluateLater, ms: number): Promise<number> {
  const watch = startWatch();
  let looks = 0;
  let on = 0;
  do {
    for (let rotation = 0; rotation < rotationsPerLook; rotation++)
      for (let index = 0; index < users.length; index++) if (await evaluate(index)) on++;
    looks++;
  } while (watch.wallMs() < ms);
  return perEvaluation(watch.cpuNanoseconds(), looks, on);
}

/** The thread's own CPU time is what counts: other work on the machine takes wall time, not that. */
function startWatch(): { wallMs: () => number; cpuNanoseconds: () => number } {
  const cpu = process.threadCpuUsage();
  const start = performance.now();
  return {
    wallMs: () => performance.now() - start,
    cpuNanoseconds: () => {
      const { user, system } = process.threadCpuUsage(cpu);
      return (user + system) * 1000;
    },
  };
}

/** The count of answers is used, so that no compiler may leave the evaluations out. */
function perEvaluation(nanoseconds: number, looks: number, on: number): number {
  const evaluations = looks * rotationsPerLook * users.length;
  if (on === 0 || on > evaluations) throw new Error(`${on} of ${evaluations} evaluations were on.`);
  return nanoseconds / evaluations;
}

async function answersOf(contestant: Contestant): Promise<Record<Column, string>> {
  const answers = { on: '', conditions: '', split: '' };
  for (const column of columns)
    for (let index = 0; index < users.length; index++)
      answers[column] += (await contestant.evaluate[column](index)) ? '1' : '0';
  return answers;
}

async function obey(contestant: Contestant, { column, ms }: Order): Promise<number> {
  return contestant.isAsync
    ? runLater(contestant.evaluate[column], ms)
    : runSync(contestant.evaluate[column], ms);
}

function report(message: Report): void {
  process.send?.(message);
}

const name = process.argv[2];
if (!isContestant(name)) throw new Error(`There is no contestant "${name}".`);
const contestant = await contestants[name]();
process.on('message', (order: Order) => {
  void obey(contestant, order).then((nanoseconds) => report({ nanoseconds }));
});
process.on('disconnect', () => process.exit());
report({ answers: await answersOf(contestant) });
