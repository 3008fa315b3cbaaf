import {
  acceptInvitation,
  askPasswordReset,
  changePassword,
  createClient,
  createEnvironment,
  createProject,
  createToken,
  endpoints,
  getMe,
  invite,
  listChanges,
  listMembers,
  listSessions,
  listTokens,
  revokeToken,
  setUp,
  signIn,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../packages/server/src/platform/db/index.ts';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import { testDatabase } from '../support/database.ts';
import { openEventStream } from '../support/event-stream.ts';
import { type SpawnedSlipway, spawnServer } from '../support/server.ts';

/** Promise 21: secrets appear in no response, log, export or URL; a new one only in the answer that hands it over. */

interface Said {
  url: string;
  text: string;
}

const secrets = new Map<string, string>();
const answers: Said[] = [];
let database: Awaited<ReturnType<typeof testDatabase>>;
let slipway: SpawnedSlipway;

const password = 'canary-password-of-the-owner';
const project = 'academy';
const params = { project };

beforeAll(async () => {
  database = await testDatabase();
  slipway = await spawnServer({
    databaseUrl: database.url,
    variables: {
      SLIPWAY_LOG_LEVEL: 'trace',
      SLIPWAY_SMTP_URL: 'smtp://mailer:canary-smtp-password@127.0.0.1:9',
      SLIPWAY_MAIL_FROM: 'slipway@example.com',
    },
  });
  keep('the preset administrator token', slipway.adminToken);
  keep('the database’s password', decodeURIComponent(new URL(database.url).password));
  keep('the mail server’s password', 'canary-smtp-password');
  keep('a password', password);
  await useEverything();
}, 60_000);
afterAll(async () => {
  await slipway.kill();
  await database.drop();
});

function keep(name: string, secret: string): string {
  if (secret.length > 7) secrets.set(name, secret);
  return secret;
}

/** Keeps all that is answered, but for the places that hand a secret over. */
async function listening(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, init);
  const text = await answer.clone().text();
  const cookie = /^[^=]+=([^;]{20,})/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
  if (cookie) keep(`a cookie (${secrets.size})`, cookie);
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie');
  answers.push({ url: String(input), text: JSON.stringify(headers) + handedOver(text) });
  return answer;
}

/** Takes the new secret out of the answer that may show it. */
function handedOver(text: string): string {
  const token = /"token":"(slw_[^"]+)"/.exec(text)?.[1];
  const link = /"link":"([^"]+)"/.exec(text)?.[1];
  if (token) keep(`a token (${secrets.size})`, token);
  const ofLink = link === undefined ? undefined : /[A-Za-z0-9_-]{40,}/.exec(link)?.[0];
  if (ofLink) keep('an invitation', ofLink);
  return [token, ofLink].reduce<string>((rest, secret) => (secret ? rest.replace(secret, '…') : rest), text);
}

function as(headers: Record<string, string>) {
  return createClient({
    url: slipway.url,
    fetch: (input, init) =>
      listening(input, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers },
      }),
  });
}

/** The session that the last answer gave. */
function lastCookie(): Record<string, string> {
  const cookie = [...secrets].findLast(([name]) => name.startsWith('a cookie'))?.[1];
  return { cookie: `slipway=${cookie}`, origin: slipway.url };
}

const ignore = (call: Promise<unknown>): Promise<unknown> => call.catch(() => undefined);

async function useEverything(): Promise<void> {
  const root = as({ authorization: `Bearer ${slipway.adminToken}` });
  const anybody = as({});
  const email = 'owner@example.com';
  await root.call(setUp, { body: { email, name: 'Owner', password } });
  await ignore(
    anybody.call(signIn, { body: { email, password: keep('a wrong password', 'canary-wrong-guess') } }),
  );
  await anybody.call(signIn, { body: { email, password } });
  const owner = as(lastCookie());
  await owner.call(createProject, { body: { key: project } });
  await owner.call(createEnvironment, { params, body: { key: 'production' } });
  await useTokens(owner);
  await usePeople(owner, anybody);
  for (const { path, method } of endpoints.filter(({ method }) => method === 'get' && !isStream(method)))
    await ignore(probe(path, method));
  for (const call of [listTokens, listMembers, listChanges]) await owner.call(call, { params });
  await owner.call(listSessions);
}

function isStream(path: string): boolean {
  return path.includes('stream') || path.includes('events');
}

async function useTokens(owner: ReturnType<typeof as>): Promise<void> {
  const body = { name: 'web', scope: 'server', environment: 'production' } as const;
  const server = await owner.call(createToken, { params, body });
  const admin = await owner.call(createToken, { params, body: { name: 'ci', scope: 'admin' } });
  await as({ authorization: `Bearer ${admin.token}` }).call(getMe);
  const stream = await openEventStream(`${slipway.url}/sdk/v1/stream`, { token: server.token });
  const frame = await stream.next('ruleset');
  answers.push({ url: '/sdk/v1/stream', text: JSON.stringify([frame, stream.headers]) });
  stream.close();
  await ignore(
    listening(`${slipway.url}/api/v1/me?x=1`, { headers: { authorization: `Basic ${admin.token}` } }),
  );
  await ignore(
    listening(`${slipway.url}/api/v1/projects/${project}/flags`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: '{"key":',
    }),
  );
  await owner.call(revokeToken, { params: { project, token: admin.id } });
  await ignore(as({ authorization: `Bearer ${admin.token}` }).call(getMe));
}

async function usePeople(owner: ReturnType<typeof as>, anybody: ReturnType<typeof as>): Promise<void> {
  await owner.call(invite, { params, body: { email: 'ada@example.com', role: 'viewer' } });
  const token = secrets.get('an invitation') ?? '';
  const first = keep('the password of a guest', 'canary-password-of-a-guest');
  await anybody.call(acceptInvitation, { body: { token, name: 'Ada', password: first } });
  const ada = as(lastCookie());
  const next = keep('a new password', 'canary-second-password');
  await ada.call(changePassword, { body: { current: first, next } });
  await ignore(anybody.call(acceptInvitation, { body: { token, name: 'Eve', password: first } }));
  await anybody.call(askPasswordReset, { body: { email: 'ada@example.com' } });
}

async function probe(path: string, method: string): Promise<Response | undefined> {
  if (isStream(path)) return undefined;
  const target = path.replace(':project', project).replace(/:\w+/g, 'production');
  return listening(slipway.url + target, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${slipway.adminToken}` },
    redirect: 'manual',
  });
}

describe('a secret', () => {
  test('of every kind was used', () => {
    expect([...secrets.keys()].map((name) => name.replace(/ \(\d+\)$/, ''))).toEqual(
      expect.arrayContaining([
        'the preset administrator token',
        'the database’s password',
        'the mail server’s password',
        'a password',
        'a wrong password',
        'a cookie',
        'a token',
        'an invitation',
      ]),
    );
    expect(answers.length).toBeGreaterThan(50);
  });

  test('is in no answer but the one that hands it over', () => {
    for (const [name, secret] of secrets)
      expect
        .soft(
          answers.filter(({ text }) => text.includes(secret)).map(({ url }) => url),
          name,
        )
        .toEqual([]);
  });

  test('is in no URL', () => {
    for (const [name, secret] of secrets)
      expect
        .soft(
          answers.filter(({ url }) => url.includes(secret)),
          name,
        )
        .toEqual([]);
  });

  test('is in no line of the log, at its most talkative', async () => {
    await slipway.kill();
    const lines = slipway.logs().split('\n');

    expect(lines.length).toBeGreaterThan(50);
    for (const [name, secret] of secrets)
      expect
        .soft(
          lines.filter((line) => line.includes(secret)),
          name,
        )
        .toEqual([]);
  });

  test('is in no row of the database', async () => {
    const db = openDatabase(database.url, { log: createLog('silent'), poolSize: 1 });
    const tables = await db.pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = current_schema()`,
    );
    const found: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await db.pool.query<{ text: string }>(
        `select coalesce(string_agg(row_to_json(t)::text, ' '), '') as text from "${name}" t`,
      );
      for (const [what, secret] of secrets)
        for (const form of [secret, Buffer.from(secret).toString('hex')])
          if (rows[0]?.text.includes(form)) found.push(`${what} in ${name}`);
    }
    await db.close();

    expect(tables.rows.length).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });
});
