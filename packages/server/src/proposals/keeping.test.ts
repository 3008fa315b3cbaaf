import { approveProposal, getProposal, listChanges, listProposals, switchFlag } from '@slipway/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asked, type ProtectedProject, plantProtected } from '../../../../test/support/protected-project.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { eraseAuthor } from '../changes/index.ts';
import { type Database, openDatabase, transaction } from '../platform/db/index.ts';
import { removeExpired } from '../platform/retention/index.ts';
import { keptDecisions } from './retention.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let server: TestSlipway;
let db: Database;
let project: ProtectedProject;

beforeAll(async () => {
  server = await startTestServer();
  db = openDatabase(server.databaseUrl, { log: silent });
});
beforeEach(async () => {
  project = await plantProtected(server);
  await project.createFlag({ key: 'checkout' });
  await project.createFlag({ key: 'basket' });
  await project.protect('production');
});
afterAll(async () => {
  await db.close();
  await server.close();
});

const propose = (flag: string) =>
  asked(switchFlag, {
    params: { project: project.project, flag, environment: 'production' },
    body: { enabled: true, reason: 'I, Grace, want it' },
    ifMatch: '*',
  }).propose(project.ada);
const at = (id: string) => ({ project: project.project, proposal: id });

test('what has ended goes after 400 days, what waits stays, and the log keeps both', async () => {
  const waiting = await propose('basket');
  const [old, young] = [await propose('checkout'), await propose('checkout')];
  await project.ben.call(approveProposal, { params: at(young.id), body: { hash: young.hash } });
  await sql`update proposals set ended_at = now() - interval '401 days' where id = ${old.id}`.execute(
    db.kysely,
  );
  await sql`update proposals set created_at = now() - interval '401 days'`.execute(db.kysely);

  await removeExpired(db, keptDecisions);

  const { items } = await project.client.call(listProposals, { params: { project: project.project } });
  expect(items.map(({ id }) => id)).toEqual([young.id, waiting.id]);
  const changes = await project.client.call(listChanges, { params: { project: project.project } });
  expect(changes.items.filter(({ action }) => action === 'propose')).toHaveLength(3);
});

test('erasing a person takes their name and reason out of proposals, and ends those that wait', async () => {
  const [waiting, made] = [await propose('basket'), await propose('checkout')];
  await project.ben.call(approveProposal, { params: at(made.id), body: { hash: made.hash } });
  await sql`update proposals set author_kind = 'person', author_id = '77', author_name = 'Grace'
    where id in (${waiting.id}, ${made.id})`.execute(db.kysely);
  await sql`update approvals set by_kind = 'person', by_id = '77', by_name = 'Grace'
    where proposal_id = ${made.id}`.execute(db.kysely);

  await transaction(db, (tx) => eraseAuthor(tx, 77));

  const read = (id: string) => project.client.call(getProposal, { params: at(id) });
  const [ended, applied] = [await read(waiting.id), await read(made.id)];
  expect(ended).toMatchObject({ state: 'withdrawn', author: { name: '' }, reason: null });
  expect(applied).toMatchObject({ state: 'applied', approvals: [{ by: { name: '' } }] });
  expect(JSON.stringify([ended, applied])).not.toContain('Grace');
});
