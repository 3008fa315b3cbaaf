import {
  ApiError,
  type Client,
  createEnvironment,
  createProject,
  createToken,
  endpoints,
  getMe,
  getProject,
  listChanges,
  listProjects,
  listTokens,
  type ProblemCode,
  revokeToken,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { until } from '../../../../test/support/until.ts';
import { openDatabase } from '../platform/db/index.ts';
import { nobody, type Principal } from '../platform/http/index.ts';
import { createLog } from '../platform/log/index.ts';
import { createAccess, ensureAdministrator, mayIn, scopes as rightsOf } from './index.ts';
import { hashOf } from './secret.ts';

const START = Date.parse('2026-11-23T12:00:00Z');
let now = START;
let slipway: TestSlipway;
let replica: TestSlipway;

beforeAll(async () => {
  slipway = await startTestServer({ now: () => now });
  replica = await startTestServer({ now: () => now, databaseUrl: slipway.databaseUrl });
  for (const key of ['academy', 'other']) {
    await slipway.client.call(createProject, { body: { key } });
    await slipway.client.call(createEnvironment, { params: { project: key }, body: { key: 'production' } });
  }
});
afterAll(async () => {
  await replica.close();
  await slipway.close();
});

const academy = { params: { project: 'academy' } };
type Scope = 'server' | 'client' | 'deploy' | 'admin';

async function make(scope: Scope, more: { expiresAt?: string } = {}, project = 'academy') {
  const environment = scope === 'server' || scope === 'client' ? { environment: 'production' } : {};
  const body = { name: `a ${scope}`, scope, ...environment, ...more };
  return slipway.client.call(createToken, { params: { project }, body });
}

async function codeOf(call: Promise<unknown>): Promise<ProblemCode | 'allowed'> {
  return call.then(
    () => 'allowed',
    (error: unknown) => {
      if (error instanceof ApiError) return error.problem.code;
      throw error;
    },
  );
}

describe('a token', () => {
  test('is shown once, and kept as its hash', async () => {
    const made = await make('server');

    const listed = await slipway.client.call(listTokens, academy);

    expect(made.token).toMatch(/^slw_server_[A-Za-z0-9_-]{43}$/);
    expect(made.token.startsWith(made.prefix)).toBe(true);
    expect(made.prefix.length).toBeLessThan(20);
    expect(JSON.stringify(listed)).not.toContain(made.token);
    const [row] = await rows('select hash from tokens where id = $1', [made.id]);
    expect(row).toEqual({ hash: hashOf(made.token) });
  });

  test('says who one is', async () => {
    const { token, id } = await make('server');

    expect(await slipway.as(token).call(getMe)).toEqual({
      id,
      kind: 'token',
      name: 'a server',
      email: null,
      isOwner: false,
      targetingKey: null,
      scope: 'server',
      project: 'academy',
      environment: 'production',
      memberships: [],
    });
  });

  test('ends at its instant', async () => {
    const { token } = await make('deploy', { expiresAt: new Date(now + 1000).toISOString() });
    expect(await codeOf(slipway.as(token).call(getMe))).toBe('allowed');

    now += 1000;

    expect(await codeOf(slipway.as(token).call(getMe))).toBe('unauthenticated');
  });

  test('that was revoked ends on every replica, and its making and end are audited without it', async () => {
    const { token, id } = await make('admin');
    const [here, there] = [slipway.as(token), replica.as(token)];
    await Promise.all([here.call(getMe), there.call(getMe)]);

    await slipway.client.call(revokeToken, {
      params: { project: 'academy', token: id },
      query: { reason: 'Lost.' },
    });

    expect(await codeOf(here.call(getMe))).toBe('unauthenticated');
    // The clock stands still, so no cached answer grows old: the notification alone does it.
    await until(
      'the replica hears of it',
      async () => (await codeOf(there.call(getMe))) === 'unauthenticated',
    );
    const { items } = await slipway.client.call(listChanges, academy);
    expect(items.slice(0, 2)).toMatchObject([
      { action: 'revoke', subject: 'token', key: id, reason: 'Lost.', after: null },
      {
        action: 'create',
        subject: 'token',
        key: id,
        before: null,
        after: { name: 'a admin', scope: 'admin' },
      },
    ]);
    expect(JSON.stringify(items)).not.toContain(token);
    expect(
      await codeOf(slipway.client.call(revokeToken, { params: { project: 'academy', token: id } })),
    ).toBe('token-not-found');
  });

  test('that was revoked behind the back of every notification ends within three seconds', async () => {
    const { token, id } = await make('deploy');
    await slipway.as(token).call(getMe);
    await rows('update tokens set revoked_at = now() where id = $1', [id]);

    const before = await codeOf(slipway.as(token).call(getMe));
    now += 3_000;
    const after = await codeOf(slipway.as(token).call(getMe));

    expect([before, after]).toEqual(['allowed', 'unauthenticated']);
  });

  test('notes when it was used, in one write for many uses', async () => {
    const db = openDatabase(slipway.databaseUrl, { log: createLog('silent') });
    const { token, id } = await make('deploy');
    const access = createAccess({ db, log: createLog('silent'), now: () => START + 42_000 });
    await Promise.all(
      Array.from({ length: 20 }, () =>
        access.gate.authenticate({ authorization: `Bearer ${token}`, cookies: undefined }),
      ),
    );
    const lastUsed = async () =>
      (await slipway.client.call(listTokens, { ...academy, query: { limit: 200 } })).items.find(
        (item) => item.id === id,
      )?.lastUsedAt;
    expect(await lastUsed()).toBeNull();

    await access.flush();

    expect(await lastUsed()).toBe(new Date(START + 42_000).toISOString());
    await access.close();
    await db.close();
  });

  test.each([
    {
      given: 'a server token without environment',
      body: { name: 'x', scope: 'server' },
      code: 'invalid-request',
      says: 'environment',
    },
    {
      given: 'a deploy token with one',
      body: { name: 'x', scope: 'deploy', environment: 'production' },
      code: 'invalid-request',
      says: 'environment',
    },
    {
      given: 'one that has expired already',
      body: { name: 'x', scope: 'deploy', expiresAt: '2020-01-01T00:00:00Z' },
      code: 'invalid-request',
      says: 'expiresAt',
    },
    {
      given: 'an unknown environment',
      body: { name: 'x', scope: 'server', environment: 'nowhere' },
      code: 'environment-not-found',
      says: 'nowhere',
    },
    { given: 'an unknown scope', body: { name: 'x', scope: 'root' }, code: 'invalid-request', says: 'scope' },
  ])('is not made for $given', async ({ body, code, says }) => {
    const answer = await fetch(`${slipway.url}/api/v1/projects/academy/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slipway.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

    const problem = await answer.json();
    expect(problem).toMatchObject({ code });
    expect(problem.detail).toContain(says);
  });

  test('list is paged', async () => {
    for (let count = 0; count < 3; count += 1) await make('deploy', {}, 'other');
    const page = (cursor?: string) =>
      slipway.client.call(listTokens, {
        params: { project: 'other' },
        query: { limit: 2, ...(cursor ? { cursor } : {}) },
      });

    const first = await page();
    const second = await page(first.next ?? '');

    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
    expect(await codeOf(page('x'))).toBe('invalid-request');
  });
});

describe('without a token that holds', () => {
  const ask = (headers: Record<string, string>, path = '/api/v1/me') =>
    fetch(`${slipway.url}${path}`, { headers });

  test.each([
    { given: 'no header', headers: {} },
    { given: 'another scheme', headers: { authorization: 'Basic c2xpcHdheTpzbGlwd2F5' } },
    { given: 'a token nobody made', headers: { authorization: `Bearer slw_admin_${'A'.repeat(43)}` } },
    { given: 'half a token', headers: { authorization: 'Bearer slw_admin_' } },
    { given: 'an endless token', headers: { authorization: `Bearer ${'A'.repeat(5_000)}` } },
  ])('$given is refused with 401', async ({ headers }) => {
    const answer = await ask(headers);

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="slipway"');
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
  });

  test('one in the URL counts for nothing', async () => {
    for (const name of ['token', 'access_token', 'authorization'])
      expect((await ask({}, `/api/v1/me?${name}=${slipway.adminToken}`)).status).toBe(401);
  });

  test.each(
    endpoints
      .filter(({ permission }) => permission !== 'public')
      .map(({ id, method, path }) => ({ id, method, path })),
  )('$id is refused before anything else is looked at', async ({ method, path }) => {
    const answer = await fetch(slipway.url + path.replace(/:\w+/g, 'academy'), {
      method: method.toUpperCase(),
    });

    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('permissions', () => {
  const scopes: Scope[] = ['server', 'client', 'deploy', 'admin'];
  const holders = new Map<Scope, Client>();
  beforeAll(async () => {
    for (const scope of scopes) holders.set(scope, slipway.as((await make(scope)).token));
  });

  const guarded = endpoints.filter(({ permission }) => permission !== 'public');
  const matrix = scopes.flatMap((scope) =>
    guarded.map(({ id, path, method, permission }) => ({ scope, id, path, method, permission })),
  );

  async function tokenOf(scope: Scope, project: string): Promise<string> {
    return (await make(scope, {}, project)).token;
  }

  test.each(matrix)('a $scope token of the project: $id', async ({ scope, path, method, permission }) => {
    const allowed = rightsOf[scope].includes(permission);

    const answer = await send(await tokenOf(scope, 'academy'), method, path, 'academy');

    // What passes the gate comes to its own refusals: of no body, an unknown flag and so on.
    expect(answer.code === 'forbidden').toBe(!allowed);
    expect(answer.code).not.toBe('unauthenticated');
  });

  test.each(matrix.filter(({ path }) => path.includes(':project')))(
    'a $scope token of another project: $id is not there at all',
    async ({ scope, path, method }) => {
      const answer = await send(await tokenOf(scope, 'other'), method, path, 'academy');

      expect(answer).toEqual({ status: 404, code: 'project-not-found' });
    },
  );

  async function send(
    token: string,
    method: string,
    path: string,
    project: string,
  ): Promise<{ status: number; code: string }> {
    const cut = new AbortController();
    const target = path.replace(':project', project).replace(/:\w+/g, 'missing');
    const answer = await fetch(slipway.url + target, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${token}` },
      signal: cut.signal,
    });
    const isProblem = answer.headers.get('content-type')?.includes('problem') ?? false;
    const code: string = isProblem ? (await answer.json()).code : 'allowed';
    cut.abort();
    return { status: answer.status, code };
  }

  test('a project’s administrator sees and makes no other project', async () => {
    const admin = holders.get('admin');
    const seen = await admin?.call(listProjects);

    expect(seen?.items.map(({ key }) => key)).toEqual(['academy']);
    expect(await codeOf(admin?.call(createProject, { body: { key: 'mine' } }) ?? Promise.reject())).toBe(
      'forbidden',
    );
    expect(await codeOf(admin?.call(getProject, { params: { project: 'other' } }) ?? Promise.reject())).toBe(
      'project-not-found',
    );
  });

  test('of an installation’s administrator reach every project but no ruleset', () => {
    const root: Principal = { ...nobody, id: '1', name: 'root', scope: 'admin' };

    expect(mayIn(root, 'project:create', { project: null })).toBe(true);
    expect(mayIn(root, 'flag:write', { project: 'any' })).toBe(true);
    expect(mayIn(root, 'ruleset:read', { project: null })).toBe(false);
  });
});

describe('the first administrator', () => {
  const db = () => openDatabase(slipway.databaseUrl, { log: createLog('silent') });
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];

  test('is made once though many start together, and kept before it holds', async () => {
    const own = db();
    await rows('update tokens set revoked_at = now() where project_id is null returning id', []);
    const kept: string[] = [];
    const keep = async (secret: string): Promise<void> => {
      kept.push(secret);
      expect(await rows('select 1 from tokens where hash = $1', [hashOf(secret)])).toEqual([]);
    };

    const made = await Promise.all(Array.from({ length: 5 }, () => ensureAdministrator(own, null, keep)));

    expect(made.filter((token) => token !== null)).toEqual(kept);
    expect(kept).toHaveLength(1);
    await own.close();
  });

  test('that is preset takes the place of an earlier preset, and may come back', async () => {
    const own = db();
    const holds = async (secret: string) =>
      (await rows('select 1 from tokens where hash = $1 and revoked_at is null', [hashOf(secret)])).length ===
      1;
    const preset = (secret: string) =>
      ensureAdministrator(own, secret, () => Promise.reject(new Error('Nothing is made.')));

    await preset(one);
    await preset(one);
    expect([await holds(one), await holds(two)]).toEqual([true, false]);
    await preset(two);
    expect([await holds(one), await holds(two)]).toEqual([false, true]);
    await preset(one);
    expect([await holds(one), await holds(two)]).toEqual([true, false]);
    await own.close();
  });
});

async function rows(text: string, values: unknown[]): Promise<unknown[]> {
  const db = openDatabase(slipway.databaseUrl, { log: createLog('silent'), poolSize: 1 });
  try {
    return (await db.pool.query(text, values)).rows;
  } finally {
    await db.close();
  }
}
