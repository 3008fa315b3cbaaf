// `npm run bench:environments -- --json`: how long academy takes from branches to ready, and twenty of it at once.

import { destroy } from '../scripts/demo/environment/hosted.ts';
import { changeCode, changeDependencies } from './environments/changes.ts';
import { type Bench, project, startBench } from './environments/installation.ts';
import { createFrom, createOnce, wakeFrom } from './environments/rounds.ts';
import { runTogether, type Together } from './environments/together.ts';
import { writeResult } from './shared/result-file.ts';

const ROUNDS = 5;
const DEPENDENCY_ROUNDS = 3;
const TOGETHER = 20;

interface Measured {
  firstMs: number;
  createMs: number;
  codeChangeMs: number;
  dependencyChangeMs: number;
  wakeFromStopMs: number;
  wakeFromPauseMs: number;
  together: Together;
}

const isJson = process.argv.includes('--json');
const say = (line: string): void => {
  if (!isJson) console.log(line);
};

async function measure(bench: Bench): Promise<Measured> {
  const firstMs = await createOnce(bench, 'first', 'main');
  say(`first environment, nothing cached   ${seconds(firstMs)}`);
  const createMs = await medianOf(ROUNDS, (round) => createOnce(bench, `warm-${round}`, 'main'));
  say(`create → ready, warm                ${seconds(createMs)}`);
  const codeChangeMs = await medianOf(ROUNDS, async (round) =>
    createOnce(bench, `code-${round}`, await changeCode(bench, round)),
  );
  say(`create → ready, code changed        ${seconds(codeChangeMs)}`);
  const dependencyChangeMs = await medianOf(DEPENDENCY_ROUNDS, async (round) =>
    createOnce(bench, `dependency-${round}`, await changeDependencies(bench, round)),
  );
  say(`create → ready, dependency changed  ${seconds(dependencyChangeMs)}`);
  await createFrom(bench, 'sleeper', 'main');
  const wakeFromStopMs = await medianOf(ROUNDS, () => wakeFrom(bench, 'sleeper', 'stopped'));
  const wakeFromPauseMs = await medianOf(ROUNDS, () => wakeFrom(bench, 'sleeper', 'paused'));
  await destroy(bench.client, { project, environment: 'sleeper' });
  say(`wake from stopped                   ${seconds(wakeFromStopMs)}`);
  say(`wake from paused                    ${seconds(wakeFromPauseMs)}`);
  const together = await runTogether(bench, TOGETHER);
  say(
    `${together.count} at once: all ready after ${seconds(together.readyMs)}, ${together.answering} answer, ` +
      `${Math.round(together.memoryMb)} MB, destroyed after ${seconds(together.destroyedMs)}, ${together.leaked} things left`,
  );
  return { firstMs, createMs, codeChangeMs, dependencyChangeMs, wakeFromStopMs, wakeFromPauseMs, together };
}

async function medianOf(rounds: number, measureOnce: (round: number) => Promise<number>): Promise<number> {
  const taken: number[] = [];
  for (let round = 1; round <= rounds; round += 1) taken.push(await measureOnce(round));
  return Math.round(taken.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

async function keepResult(measured: Measured): Promise<void> {
  const { together } = measured;
  await writeResult('environments', {
    title: 'Environments',
    conditions: `The sample application (two services and a database with the demo seed) by the process runtime, asked for over HTTP until ready: median of ${ROUNDS}, of ${DEPENDENCY_ROUNDS} for dependencies, each created anew. Bars: 3 s warm, 10 s after a change of code, 30 s after a change of dependencies, 3 s from stopped.`,
    table: [
      '| | |',
      '|---|---:|',
      `| first environment, nothing cached | ${seconds(measured.firstMs)} |`,
      `| create → ready, warm | ${seconds(measured.createMs)} |`,
      `| create → ready, code of one service changed | ${seconds(measured.codeChangeMs)} |`,
      `| create → ready, a dependency added | ${seconds(measured.dependencyChangeMs)} |`,
      `| wake from stopped | ${seconds(measured.wakeFromStopMs)} |`,
      `| wake from paused | ${seconds(measured.wakeFromPauseMs)} |`,
      `| ${together.count} asked for at once: all ready | ${seconds(together.readyMs)} |`,
      `| their processes together (PSS) | ${Math.round(together.memoryMb)} MB |`,
      `| all ${together.count} destroyed | ${seconds(together.destroyedMs)} |`,
      `| processes, ports, folders, databases, roles, tokens and routes left | ${together.leaked} |`,
    ],
  });
}

const bench = await startBench();
let measured: Measured;
try {
  measured = await measure(bench);
} finally {
  await bench.stop();
}
const { createMs, codeChangeMs, dependencyChangeMs, wakeFromStopMs, together } = measured;
if (together.answering < together.count)
  throw new Error(`${together.answering} of ${together.count} answer.`);
if (process.argv.includes('--write')) await keepResult(measured);
console.log(
  JSON.stringify({
    process: { createMs, codeChangeMs, dependencyChangeMs, wakeFromStopMs },
    docker: null,
    leaked: together.leaked,
  }),
);
process.exit(together.leaked === 0 ? 0 : 1);
