import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answers } from './agreement.ts';
import { type ContestantName, contestants } from './contestants.ts';
import type { Order, Report } from './lane.ts';
import { type Column, columns } from './workload.ts';

/** Nanoseconds per evaluation, one per round. */
export type Samples = Map<ContestantName, Record<Column, number[]>>;

const warmUpMs = 500;
const roundMs = 15;

interface Lane {
  name: ContestantName;
  child: ChildProcess;
}

/** Warms every contestant up, then lets them run turn by turn, one at a time, `rounds` times. */
export async function race(rounds: number): Promise<{ answers: Answers; samples: Samples }> {
  const lanes: Lane[] = [];
  try {
    const answers: Answers = new Map();
    for (const name of names()) {
      const lane = { name, child: startLane(name) };
      lanes.push(lane);
      answers.set(name, await answersFrom(lane));
    }
    for (const lane of lanes) for (const column of columns) await run(lane, { column, ms: warmUpMs });
    return { answers, samples: await runRounds(lanes, rounds) };
  } finally {
    for (const { child } of lanes) child.disconnect();
  }
}

async function runRounds(lanes: readonly Lane[], rounds: number): Promise<Samples> {
  const samples: Samples = new Map(lanes.map(({ name }) => [name, { on: [], conditions: [], split: [] }]));
  for (let round = 0; round < rounds; round++)
    for (const column of columns)
      for (const lane of lanes)
        samples.get(lane.name)?.[column].push(await run(lane, { column, ms: roundMs }));
  return samples;
}

function names(): ContestantName[] {
  return Object.keys(contestants) as ContestantName[];
}

/** What an engine logs goes nowhere; its errors are shown. */
function startLane(name: ContestantName): ChildProcess {
  const path = fileURLToPath(new URL('./lane.ts', import.meta.url));
  return fork(path, [name], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

async function answersFrom(lane: Lane): Promise<Record<Column, string>> {
  const report = await nextReport(lane);
  if ('answers' in report) return report.answers;
  throw new Error(`${lane.name} reported a time before its answers.`);
}

async function run(lane: Lane, order: Order): Promise<number> {
  const reported = nextReport(lane);
  lane.child.send(order);
  const report = await reported;
  if ('nanoseconds' in report) return report.nanoseconds;
  throw new Error(`${lane.name} reported answers instead of a time.`);
}

async function nextReport({ name, child }: Lane): Promise<Report> {
  const ended = new AbortController();
  const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
    throw new Error(`${name} ended before it reported.`);
  });
  const message = once(child, 'message', { signal: ended.signal });
  try {
    const [report]: Report[] = await Promise.race([message, exit]);
    if (report === undefined) throw new Error(`${name} reported nothing.`);
    return report;
  } finally {
    exit.catch(() => {});
    message.catch(() => {});
    ended.abort();
  }
}
