// `npm run bench:flag-list -- --json`: what lists of flags read, 2,000 flags in three environments with counts of a day.
import { parseArgs } from 'node:util';
import { type Client, switchFlag } from '@slipway/api';
import { withSession } from '../packages/server/src/platform/db/index.ts';
import { flags, plant, project, startServer, token } from './shared/large-project.ts';
import { writeResult } from './shared/result-file.ts';

const environments = ['production', 'staging', 'testing'];
const countsPerFlag = 166;
const countRows = flags * environments.length * countsPerFlag;
const pageSize = 500;
const rounds = 7;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});

const server = await startServer();
try {
  await prepare(server.client);
  await count(server.databaseUrl);
  const readings: Reading[] = [];
  for (let round = 0; round < rounds; round += 1) readings.push(await readAll(server.url));
  const result = summaryOf(readings.slice(1));
  if (options.write) await write(result);
  console.log(options.json ? JSON.stringify(result) : rowsOf(result).join('\n'));
} finally {
  await server.stop();
}

async function prepare(client: Client): Promise<void> {
  const keyOf = (n: number): string => `flag-${String(n).padStart(4, '0')}`;
  const drafts = environments.map((key) => ({ key, base: key === 'production' ? null : 'production' }));
  await plant(client, drafts, (n) => ({ key: keyOf(n), tags: ['shop', `team-${n % 20}`] }));
  for (let n = 0; n < flags; n += 2) {
    const params = { project, flag: keyOf(n), environment: environments[n % environments.length] ?? '' };
    await client.call(switchFlag, { params, body: { enabled: true }, ifMatch: '*' });
  }
}

/** What SDKs report, spread over a day. */
async function count(url: string): Promise<void> {
  await withSession(url, async (sql) => {
    await sql.query(
      `insert into evaluation_counts (environment_id, flag, minute, variant, reason, count)
     select e.id, f.key, date_trunc('minute', now()) - make_interval(mins => (n * 8)::int), 'on', 'STATIC', 100
     from environments e cross join flags f cross join generate_series(0, $1 - 1) as s (n)`,
      [countsPerFlag],
    );
    await sql.query(
      `insert into evaluation_hours
     select environment_id, flag, date_trunc('hour', minute, 'UTC'), sum(count), max(minute)
     from evaluation_counts group by 1, 2, 3 order by 3`,
    );
    await sql.query('vacuum analyze');
  });
}

interface Reading {
  pageMs: number[];
  bytes: number;
}

async function readAll(url: string): Promise<Reading> {
  const reading: Reading = { pageMs: [], bytes: 0 };
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = new URLSearchParams({
      limit: `${pageSize}`,
      ...(cursor ? { cursor } : {}),
    }).toString();
    const startedAt = performance.now();
    const answer = await fetch(`${url}/api/v1/projects/${project}/flag-overview?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    reading.pageMs.push(performance.now() - startedAt);
    reading.bytes += text.length;
    if (!answer.ok) throw new Error(text);
    const page: { next: string | null } = JSON.parse(text);
    cursor = page.next;
  }
  return reading;
}

function summaryOf(readings: readonly Reading[]) {
  const pages = readings.flatMap(({ pageMs }) => pageMs);
  const totals = readings.map(({ pageMs }) => pageMs.reduce((sum, ms) => sum + ms, 0));
  return {
    flags,
    environments: environments.length,
    countRows,
    pages: readings[0]?.pageMs.length ?? 0,
    pageMs: round(median(pages)),
    worstPageMs: round(Math.max(...pages)),
    totalMs: round(median(totals)),
    bytes: readings[0]?.bytes ?? 0,
  };
}

type Result = ReturnType<typeof summaryOf>;

function rowsOf({ pageMs, worstPageMs, totalMs, bytes, pages }: Result): string[] {
  return [
    `| a page of ${pageSize} | ${pageMs} ms, at worst ${worstPageMs} ms |`,
    `| all ${flags} flags, ${pages} pages one after the other | ${totalMs} ms |`,
    `| their bytes, as JSON | ${Math.round(bytes / 1024)} kB |`,
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

async function write(result: Result): Promise<void> {
  await writeResult('flag-list', {
    title: 'The list of flags',
    conditions: `Server and reader share one process; embedded PostgreSQL; ${flags} flags in ${environments.length} environments with ${countRows.toLocaleString('en')} rows of evaluation counts within a day; median of ${rounds - 1} readings.`,
    table: ['| | |', '|---|---:|', ...rowsOf(result)],
  });
}
