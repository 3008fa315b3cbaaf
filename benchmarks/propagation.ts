// `npm run bench:propagation -- --json`: change acknowledged by the API → evaluated by a connected SDK, 200 changes.
// `--overlays 100` adds: change of a base → evaluated by the last of 100 overlays' SDKs.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  type Client,
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  switchFlag,
} from '@slipway/api';
import { connectSdks, type Sdks } from './propagation/sdks.ts';
import { startServer } from './propagation/server.ts';
import { writeResult } from './shared/result-file.ts';

const project = 'bench';
const flag = 'new-checkout';
const heldFlags = 100;
/** SDKs report within a second that they have applied a change; the next one is not to compete with a hundred reports. */
const reportsMs = 1_500;

/** One change, in milliseconds, until the last SDK had evaluated it. */
interface Propagation {
  sinceAcknowledgedMs: number;
  sinceRequestedMs: number;
}

/** CLOCK_MONOTONIC: the same in every process of a machine. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

async function prepare(client: Client, overlays: number): Promise<{ base: string; others: string[] }> {
  const params = { project };
  await client.call(createProject, { body: { key: project, name: 'Benchmark' } });
  const environments = ['production', ...Array.from({ length: overlays }, (_, n) => `overlay-${n}`)];
  for (const key of environments) {
    const kind = key === 'production' ? ('permanent' as const) : ('on-demand' as const);
    const base = key === 'production' ? null : 'production';
    await client.call(createEnvironment, { params, body: { key, kind, base } });
  }
  for (let n = 0; n < heldFlags; n += 1)
    await client.call(createFlag, { params, body: { key: n === 0 ? flag : `flag-${n}` } });
  const tokens: string[] = [];
  for (const environment of environments) {
    const body = { name: environment, scope: 'server' as const, environment };
    tokens.push((await client.call(createToken, { params, body })).token);
  }
  const [base = '', ...others] = tokens;
  return { base, others };
}

async function measure(client: Client, sdks: Sdks, enabled: boolean): Promise<Propagation> {
  const evaluated = sdks.evaluated(enabled);
  const requestedAt = nowMs();
  await client.call(switchFlag, {
    params: { project, flag, environment: 'production' },
    body: { enabled },
    ifMatch: '*',
  });
  const acknowledgedAt = nowMs();
  const last = Math.max(...(await evaluated));
  return { sinceAcknowledgedMs: Math.max(0, last - acknowledgedAt), sinceRequestedMs: last - requestedAt };
}

interface Course {
  changes: number;
  warmUp: number;
  pauseMs: number;
}

async function measureMany(
  client: Client,
  sdks: Sdks,
  { changes, warmUp, pauseMs }: Course,
): Promise<Propagation[]> {
  const results: Propagation[] = [];
  for (let change = 0; change < warmUp + changes; change += 1) {
    results.push(await measure(client, sdks, change % 2 === 0));
    if (pauseMs > 0) await sleep(pauseMs);
  }
  return results.slice(warmUp);
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function summaryOf(results: Propagation[]) {
  const acknowledged = results.map(({ sinceAcknowledgedMs }) => sinceAcknowledgedMs);
  const requested = results.map(({ sinceRequestedMs }) => sinceRequestedMs);
  return {
    changes: results.length,
    p50Ms: percentile(acknowledged, 0.5),
    p99Ms: percentile(acknowledged, 0.99),
    fromRequest: { p50Ms: percentile(requested, 0.5), p99Ms: percentile(requested, 0.99) },
  };
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    changes: { type: 'string', default: '200' },
    overlays: { type: 'string', default: '0' },
    write: { type: 'boolean', default: false },
  },
});
const overlays = Number(options.overlays);

const server = await startServer();
try {
  const tokens = await prepare(server.client, overlays);
  const one = await connectSdks(server.url, [tokens.base]);
  const single = summaryOf(
    await measureMany(server.client, one, { changes: Number(options.changes), warmUp: 20, pauseMs: 0 }),
  );
  await one.stop();
  const result = { ...single, ...(overlays > 0 ? { overlays: await measureOverlays(tokens.others) } : {}) };
  if (!options.json) print(result);
  if (options.write) await write(result);
  console.log(JSON.stringify(result));
} finally {
  await server.stop();
}

async function measureOverlays(others: string[]) {
  const sdks = await connectSdks(server.url, others);
  const results = (
    await measureMany(server.client, sdks, { changes: 10, warmUp: 4, pauseMs: reportsMs })
  ).map(({ sinceAcknowledgedMs }) => sinceAcknowledgedMs);
  await sdks.stop();
  return { count: others.length, p50Ms: percentile(results, 0.5), maxMs: round(Math.max(...results)) };
}

type Result = ReturnType<typeof summaryOf> & { overlays?: Awaited<ReturnType<typeof measureOverlays>> };

function rowsOf({ changes, p50Ms, p99Ms, fromRequest, overlays: last }: Result): [string, string, string][] {
  return [
    [`acknowledged → evaluated, ${changes} changes`, `p50 ${p50Ms} ms`, `p99 ${p99Ms} ms`],
    ['requested → evaluated', `p50 ${fromRequest.p50Ms} ms`, `p99 ${fromRequest.p99Ms} ms`],
    ...(last
      ? [
          [
            `base change → last of ${last.count} overlays`,
            `p50 ${last.p50Ms} ms`,
            `max ${last.maxMs} ms`,
          ] satisfies [string, string, string],
        ]
      : []),
  ];
}

function print(result: Result): void {
  for (const row of rowsOf(result)) console.log(row.join('  '));
}

async function write(result: Result): Promise<void> {
  await writeResult('propagation', {
    title: 'Propagation: change → evaluated by a connected SDK',
    conditions: `Server, SDKs and writer are three processes on this machine; embedded PostgreSQL with fsync; ${heldFlags} flags held; SDK is the OpenFeature provider. Bars: p50 ≤ 10 ms, p99 ≤ 50 ms, overlays ≤ 500 ms. An SDK that was quicker than the acknowledgement counts as 0.`,
    table: ['| | | |', '|---|---:|---:|', ...rowsOf(result).map((row) => `| ${row.join(' | ')} |`)],
  });
}
