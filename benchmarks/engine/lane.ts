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

const rotation = users.length;

function runSync(evaluate: Evaluate, ms: number): number {
  const start = performance.now();
  let evaluations = 0;
  let on = 0;
  let elapsed = 0;
  while (elapsed < ms) {
    for (let index = 0; index < rotation; index++) if (evaluate(index)) on++;
    evaluations += rotation;
    elapsed = performance.now() - start;
  }
  return perEvaluation(elapsed, evaluations, on);
}

async function runLater(evaluate: EvaluateLater, ms: number): Promise<number> {
  const start = performance.now();
  let evaluations = 0;
  let on = 0;
  let elapsed = 0;
  while (elapsed < ms) {
    for (let index = 0; index < rotation; index++) if (await evaluate(index)) on++;
    evaluations += rotation;
    elapsed = performance.now() - start;
  }
  return perEvaluation(elapsed, evaluations, on);
}

/** The count of answers is used, so that no compiler may leave the evaluations out. */
function perEvaluation(elapsedMs: number, evaluations: number, on: number): number {
  if (on === 0 || on > evaluations) throw new Error(`${on} of ${evaluations} evaluations were on.`);
  return (elapsedMs * 1e6) / evaluations;
}

async function answersOf(contestant: Contestant): Promise<Record<Column, string>> {
  const answers = { on: '', conditions: '', split: '' };
  for (const column of columns)
    for (let index = 0; index < rotation; index++)
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
