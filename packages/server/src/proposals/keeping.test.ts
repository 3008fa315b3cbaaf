import {
  approveProposal,
  type Client,
  erasePerson,
  getProposal,
  listChanges,
  listProposals,
  rejectProposal,
  switchFlag,
  verifyChanges,
  withdrawProposal,
} from '@slipway/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestPeople, testPeople } from '../../../../test/support/people.ts';
import { asked, type ProtectedProject, plantProtected } from '../../../../test/support/protected-project.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { removeExpired } from '../platform/retention/index.ts';
import { keptDecisions } from './retention.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let server: TestSlipway;
let db: Database;
let people: TestPeople;
let project: ProtectedProject;

beforeAll(async () => {
  server = await startTestServer();
  db = openDatabase(server.databaseUrl, { log: silent });
  people = testPeople(server);
});
beforeEach(async () => {
  project = await plantProtected(server);
  await project.createFlag({ key: 'checkout' });
  await project.createFlag({ key: 'basket' });
  await project.protect('production');
});
afterAll(async () => {
  await people.close();
  await db.close();
  await server.close();
});

const propose = (flag: string, by: Client = project.ada) =>
  asked(switchFlag, {
    params: { project: project.project, flag, environment: 'production' },
    body: { enabled: true, reason: 'I, Grace, want it' },
    ifMatch: '*',
  }).propose(by);
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

describe('erasing a person', () => {
  /** Somebody who may approve, and how they call. */
  async function grace() {
    const member = { [project.project]: { role: 'releaser' as const } };
    const { id, signIn } = await people.person('Grace', { member });
    return { id, client: server.withCookie((await signIn()).cookie) };
  }
  const read = (id: string) => project.client.call(getProposal, { params: at(id) });
  const erase = (id: string) => project.client.call(erasePerson, { params: { person: id }, body: {} });

  test('takes their name and reason out of proposals, and ends those that wait, by a change', async () => {
    const { id, client } = await grace();
    const [waiting, made] = [await propose('basket', client), await propose('checkout', client)];
    await project.ben.call(approveProposal, { params: at(made.id), body: { hash: made.hash } });
    const others = await propose('basket');

    await erase(id);

    const [ended, applied] = [await read(waiting.id), await read(made.id)];
    expect(ended).toMatchObject({ state: 'withdrawn', author: { name: '' }, reason: null });
    expect(ended.note).toBe('Its author was erased.');
    expect(applied).toMatchObject({ state: 'applied', author: { name: '' } });
    expect(JSON.stringify([ended, applied])).not.toContain('Grace');
    expect(await read(others.id)).toMatchObject({ state: 'open' });
    const { items } = await project.client.call(listChanges, { params: { project: project.project } });
    expect(items.find(({ action }) => action === 'withdraw')).toMatchObject({
      subject: 'proposal',
      key: waiting.id,
      before: { state: 'open' },
      after: { state: 'withdrawn', note: 'Its author was erased.' },
    });
    const params = { project: project.project };
    expect(await project.client.call(verifyChanges, { params })).toMatchObject({ isIntact: true });
  });

  test('takes away the notes that they wrote, and no others', async () => {
    const { id, client } = await grace();
    const reason = 'Grace says no';
    const [theirs, other] = [await propose('basket'), await propose('checkout')];
    await client.call(rejectProposal, { params: at(theirs.id), body: { reason } });
    await project.ben.call(rejectProposal, { params: at(other.id), body: { reason: 'Ben says no' } });
    const taken = await propose('basket', client);
    await client.call(withdrawProposal, { params: at(taken.id), body: { reason } });
    const approved = await propose('checkout');
    await client.call(approveProposal, { params: at(approved.id), body: { hash: approved.hash } });

    await erase(id);

    expect(await read(theirs.id)).toMatchObject({ state: 'rejected', note: null });
    expect(await read(other.id)).toMatchObject({ state: 'rejected', note: 'Ben says no' });
    expect(await read(taken.id)).toMatchObject({ state: 'withdrawn', note: null });
    expect(await read(approved.id)).toMatchObject({ approvals: [{ by: { name: '' } }] });
  });
});
