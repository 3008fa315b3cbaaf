import { explainFlag, Key } from '@slipway/api';
import type { Ruleset } from '@slipway/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { insertEnvironments } from '../../../../test/support/ruleset-rows.ts';
import { comparable, type EvaluationCase, loadEvaluationCases } from '../../../../test/support/spec.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { type App, createApp, type Gate, nobody } from '../platform/http/index.ts';
import { createLog } from '../platform/log/index.ts';
import { regex } from '../platform/regex.ts';
import { createCommits, createMutations } from '../rulesets/index.ts';
import { createEnvironments, environmentsRoutes } from './index.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const project = 'spec';
const open: Gate = {
  authenticate: () => Promise.resolve({ principal: nobody, setCookie: null }),
  authorise: () => undefined,
};

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

let own: TestDatabase;
let database: Database;
let app: App;

beforeAll(async () => {
  own = await testDatabase();
  database = openDatabase(own.url, { log: quiet });
  await storeRulesets(database, [...places.values()]);
  const mutations = createMutations({
    db: database,
    commits: createCommits(),
    regex,
    onProtectedChange: async () => {},
  });
  app = createApp({ log: createLog('silent'), gate: open, isStrict: true });
  // The cases stay where they are in time.
  environmentsRoutes(
    app,
    createEnvironments({ db: database, mutations, onDelete: async () => {}, historyDays: 36_500 }),
    { create: () => Promise.reject(new Error('Nothing runs here.')), runs: async () => new Map() },
    open.authorise,
  );
});

afterAll(async () => {
  await app.close();
  await database.close();
  await own.drop();
});

async function storeRulesets(db: Database, placed: Placed[]): Promise<void> {
  const keys = placed.map(({ environment }) => environment);
  const { projectId, environmentIds } = await insertEnvironments(db, project, keys);
  await db.pool.query(`update environments set created_at = 'epoch'`);
  const entries = placed.flatMap(({ ruleset }, index) => entriesOf(ruleset, environmentIds[index] ?? 0));
  await insertAll(db, 'ruleset_entries', '(environment_id, kind, key, version, value, at)', entries);
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
      ...{ environment_id, kind, key, version: 1, value, at: new Date(0) },
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
  const answer = await app.inject({
    method: 'POST',
    url: explainFlag.path.replace(':project', project).replace(':environment', environment),
    payload: { flag, context: { ...context }, at: new Date(now).toISOString() },
  });
  return comparable(answer.json().decision);
}

describe('explain over HTTP', () => {
  test.each(cases)('$name', async (one) => {
    expect(await decide(one)).toEqual(comparable(one.expected));
  });
});
