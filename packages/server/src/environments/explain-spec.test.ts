import { explainFlag, Key } from '@slipway/api';
import type { Decision, Ruleset } from '@slipway/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertEnvironments } from '../../../../test/support/ruleset-rows.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { comparable, type EvaluationCase, loadEvaluationCases } from '../../../../test/support/spec.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const project = 'spec';

/** The language-neutral cases as the server answers them: stored in PostgreSQL, loaded and explained over HTTP. */

interface Placed {
  environment: string;
  ruleset: Ruleset;
}

/** Names and texts that no request may carry are refused before anything is explained. */
function isAskable({ flag, context }: EvaluationCase): boolean {
  return Key.safeParse(flag).success && !JSON.stringify(context).includes('\\u0000');
}

const cases = loadEvaluationCases().filter(isAskable);
const places = new Map<string, Placed>();
for (const { ruleset } of cases) {
  const text = JSON.stringify(ruleset);
  if (!places.has(text)) places.set(text, { environment: `e${places.size}`, ruleset });
}

let server: TestSlipway;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  database = openDatabase(server.databaseUrl, { log: quiet });
  await storeRulesets(database, [...places.values()]);
});

afterAll(async () => {
  await database.close();
  await server.close();
});

async function storeRulesets(db: Database, placed: Placed[]): Promise<void> {
  const keys = placed.map(({ environment }) => environment);
  const { projectId, environmentIds } = await insertEnvironments(db, project, keys);
  const entries = placed.flatMap(({ ruleset }, index) => entriesOf(ruleset, environmentIds[index] ?? 0));
  await insertAll(db, 'ruleset_entries', '(environment_id, kind, key, version, value)', entries);
  const asked = [...new Set(cases.map(({ flag }) => flag))];
  const flags = asked.map((key) => ({
    ...{ project_id: projectId, key, type: 'boolean', name: key, kind: 'release' },
    ...{ variants: {}, default_config: {} },
  }));
  await insertAll(db, 'flags', '(project_id, key, type, name, kind, variants, default_config)', flags);
}

function entriesOf({ flags, segments }: Ruleset, environment_id: number): object[] {
  const of = (kind: string, items: object) =>
    Object.entries(items).map(([key, { version: _, ...value }]) => ({
      ...{ environment_id, kind, key, version: 1, value },
    }));
  return [...of('flag', flags), ...of('segment', segments)];
}

async function insertAll(db: Database, table: string, columns: string, rows: object[]): Promise<void> {
  await db.pool.query(
    `insert into ${table} ${columns} overriding user value
     select ${columns.slice(1, -1)} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}

async function decide({ ruleset, flag, context, now }: EvaluationCase) {
  const { environment } = places.get(JSON.stringify(ruleset)) ?? { environment: '' };
  const { decision } = await server.client.call(explainFlag, {
    params: { project, environment },
    body: { flag, context: { ...context }, at: new Date(now).toISOString() },
  });
  return comparable(decision as Decision);
}

describe('explain over HTTP', () => {
  test.each(cases)('$name', async (one) => {
    expect(await decide(one)).toEqual(comparable(one.expected));
  });
});
