import {
  createEnvironment,
  createProject,
  createToken,
  putMember,
  removeMember,
  revokeSession,
  revokeToken,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventStream, openEventStream } from '../support/event-stream.ts';
import { type TestPeople, testPeople } from '../support/people.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';

/** Promise 20: revoking a token or a member cuts its open streams within 5 s, on every replica. */

const WITHIN_MS = 5_000;
const project = 'academy';

let replicas: [TestSlipway, TestSlipway];
let people: TestPeople;

beforeAll(async () => {
  const first = await startTestServer();
  replicas = [first, await startTestServer({ databaseUrl: first.databaseUrl })];
  people = testPeople(first);
  await first.client.call(createProject, { body: { key: project } });
  await first.client.call(createEnvironment, { params: { project }, body: { key: 'production' } });
});
afterAll(async () => {
  await people.close();
  await replicas[1].close();
  await replicas[0].close();
});

interface Followed {
  streams: EventStream[];
  /** Whether the credential still opens a stream, per replica. */
  statuses(): Promise<number[]>;
}

type Credential = { token: string } | { cookie: string };

async function follow(path: string, credential: Credential): Promise<Followed> {
  const open = (): Promise<EventStream[]> =>
    Promise.all(replicas.map(({ url }) => openEventStream(url + path, credential)));
  const streams = await open();
  return {
    streams,
    async statuses() {
      const again = await open();
      for (const stream of again) stream.close();
      return again.map(({ status }) => status);
    },
  };
}

const events = `/api/v1/projects/${project}/events`;

async function newToken(scope: 'server' | 'admin'): Promise<{ id: string; token: string }> {
  const environment = scope === 'server' ? { environment: 'production' } : {};
  const body = { name: 'revoked soon', scope, ...environment };
  return replicas[0].client.call(createToken, { params: { project }, body });
}

async function signedIn(role: 'viewer' | 'developer') {
  const person = await people.person('Ada', { member: { [project]: { role } } });
  return { person, ...(await person.signIn()) };
}

/** All were open, and all were cut in time. */
async function expectCut({ streams }: Followed, since: number): Promise<void> {
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  await Promise.all(streams.map(({ ended }) => ended));
  expect(performance.now() - since).toBeLessThan(WITHIN_MS);
}

describe('the streams of', { timeout: 30_000 }, () => {
  test('an SDK are cut when its token is revoked', async () => {
    const { id, token } = await newToken('server');
    const followed = await follow('/sdk/v1/stream', { token });

    const since = performance.now();
    await replicas[0].client.call(revokeToken, { params: { project, token: id } });

    await expectCut(followed, since);
    expect(await followed.statuses()).toEqual([401, 401]);
  });

  test('a watcher are cut when its token is revoked behind every notification', async () => {
    const { id, token } = await newToken('admin');
    const followed = await follow(events, { token });

    const since = performance.now();
    await people.database.pool.query('update tokens set revoked_at = now() where id = $1', [id]);

    await expectCut(followed, since);
  });

  test('a person are cut when the session is ended', async () => {
    const { person, cookie, sessionId } = await signedIn('viewer');
    const elsewhere = await person.signIn();
    const followed = await follow(events, { cookie });
    const other = await follow(events, { cookie: elsewhere.cookie });

    const since = performance.now();
    await replicas[1].withCookie(elsewhere.cookie).call(revokeSession, { params: { session: sessionId } });

    await expectCut(followed, since);
    expect(await followed.statuses()).toEqual([401, 401]);
    expect(await other.statuses()).toEqual([200, 200]);
    for (const stream of other.streams) stream.close();
  });

  test('a person are cut when the session ends behind every notification', async () => {
    const { cookie, sessionId } = await signedIn('viewer');
    const followed = await follow(events, { cookie });

    const since = performance.now();
    await people.database.pool.query('delete from sessions where id = $1', [sessionId]);

    await expectCut(followed, since);
  });

  test('a member are cut on removal', async () => {
    const { person, cookie } = await signedIn('developer');
    const followed = await follow(events, { cookie });

    const since = performance.now();
    await replicas[0].client.call(removeMember, { params: { project, person: person.id } });

    await expectCut(followed, since);
    expect(await followed.statuses()).toEqual([404, 404]);
  });

  test('a member are cut on removal behind every notification', async () => {
    const { person, cookie } = await signedIn('developer');
    const followed = await follow(events, { cookie });

    const since = performance.now();
    await people.database.pool.query('delete from members where person_id = $1', [person.id]);

    await expectCut(followed, since);
  });

  test('a member are cut with the right to see everything', async () => {
    const { person, cookie } = await signedIn('developer');
    const followed = await follow(events, { cookie });

    const since = performance.now();
    await replicas[1].client.call(putMember, {
      params: { project, person: person.id },
      body: { role: 'stakeholder' },
      ifMatch: '*',
    });

    await expectCut(followed, since);
    expect(await followed.statuses()).toEqual([403, 403]);
  });
});
