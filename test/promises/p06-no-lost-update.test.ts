import {
  ApiError,
  createEnvironment,
  createFlag,
  createProject,
  dropFlagOverride,
  endpoints,
  type FlagConfig,
  type FlagState,
  getEnvironment,
  getFlag,
  getFlagState,
  killFlag,
  listChanges,
  putFlagConfig,
  restoreFlag,
  revertChange,
  switchFlag,
  updateEnvironment,
  updateFlag,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../support/server.ts';

let slipway: TestSlipway;
let replica: TestSlipway;

beforeAll(async () => {
  slipway = await startTestServer();
  replica = await startTestServer({ databaseUrl: slipway.databaseUrl });
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  const params = { project: 'academy' };
  for (const body of [
    { key: 'production' },
    { key: 'staging' },
    { key: 'preview', base: 'production' },
  ] as const)
    await slipway.client.call(createEnvironment, { params, body });
});
afterAll(async () => {
  await replica.close();
  await slipway.close();
});

let flags = 0;
async function newFlag(): Promise<string> {
  flags += 1;
  const key = `flag-${flags}`;
  await slipway.client.call(createFlag, { params: { project: 'academy' }, body: { key } });
  return key;
}

const at = (flag: string, environment = 'production') => ({ project: 'academy', flag, environment });

async function stateOf(flag: string, environment?: string): Promise<FlagState> {
  return slipway.client.call(getFlagState, { params: at(flag, environment) });
}

async function etagOf(flag: string, environment?: string): Promise<string> {
  const { etag } = await slipway.client.request(getFlagState, { params: at(flag, environment) });
  return etag ?? '';
}

async function statusOf(call: Promise<{ status: number }>): Promise<number> {
  return call.then(
    ({ status }) => status,
    (error: unknown) => {
      if (error instanceof ApiError) return error.status;
      throw error;
    },
  );
}

describe('promise 6: no lost update', () => {
  test.each(endpoints.filter(({ ifMatch }) => ifMatch).map(({ id, method, path }) => ({ id, method, path })))(
    '$id without If-Match is answered 428',
    async ({ method, path }) => {
      const flag = await newFlag();
      const target = path
        .replace(':project', 'academy')
        .replace(':flag', flag)
        .replace(':segment', 'internal')
        .replace(':environment', 'production')
        .replace(':person', '1');
      const answer = await fetch(slipway.url + target, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${slipway.adminToken}`, 'content-type': 'application/json' },
        ...(method === 'delete' ? {} : { body: JSON.stringify(await validBody(path, flag)) }),
      });

      expect(answer.status).toBe(428);
      expect(await answer.json()).toMatchObject({ code: 'precondition-required' });
    },
  );

  test('a stale If-Match is answered 412 and changes nothing', async () => {
    const flag = await newFlag();
    const stale = await etagOf(flag);
    await slipway.client.call(switchFlag, { params: at(flag), body: { enabled: true }, ifMatch: stale });
    const before = await stateOf(flag);

    const status = await statusOf(
      slipway.client.request(switchFlag, { params: at(flag), body: { enabled: false }, ifMatch: stale }),
    );

    expect(status).toBe(412);
    expect(await stateOf(flag)).toEqual(before);
  });

  test('of fifty who write to one flag at once on two replicas, only those count who saw the latest', async () => {
    const flag = await newFlag();
    const params = { project: 'academy', flag };
    const revision = async (): Promise<number> => {
      const { etag } = await slipway.client.request(getFlag, { params });
      return Number(/^"r(\d+)"$/.exec(etag ?? '')?.[1]);
    };
    const first = await revision();

    const writes = await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        const { client } = writer % 2 === 0 ? slipway : replica;
        const { body, etag } = await client.request(getFlag, { params });
        const { key: _key, type: _type, archivedAt: _a, createdAt: _c, updatedAt: _u, ...definition } = body;
        const edit = { ...definition, tags: [...definition.tags, `writer-${writer}`] };
        const status = await statusOf(
          client.request(updateFlag, { params, body: edit, ifMatch: etag ?? '' }),
        );
        return { writer, status };
      }),
    );

    const won = writes.filter(({ status }) => status === 200);
    const { tags } = await slipway.client.call(getFlag, { params });
    expect(writes.every(({ status }) => status === 200 || status === 412)).toBe(true);
    expect(won.length).toBeGreaterThan(0);
    expect(await revision()).toBe(first + won.length);
    expect([...tags].sort()).toEqual(won.map(({ writer }) => `writer-${writer}`).sort());
  });

  test('fifty switches of one flag make exactly as many versions as were acknowledged', async () => {
    const flag = await newFlag();
    const environment = { project: 'academy', environment: 'staging' };
    const version = async () => (await slipway.client.call(getEnvironment, { params: environment })).version;
    const first = await version();

    const statuses = await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        const { client } = writer % 2 === 0 ? slipway : replica;
        const params = at(flag, 'staging');
        const { body, etag } = await client.request(getFlagState, { params });
        const enabled = !body.config.enabled;
        return statusOf(client.request(switchFlag, { params, body: { enabled }, ifMatch: etag ?? '' }));
      }),
    );

    const won = statuses.filter((status) => status === 200).length;
    expect(statuses.every((status) => status === 200 || status === 412)).toBe(true);
    expect(await version()).toBe(first + won);
    expect((await stateOf(flag, 'staging')).config.enabled).toBe(won % 2 === 1);
  });
});

describe('promise 6: a killed flag stays killed', () => {
  const routes: { through: string; act: (flag: string) => Promise<unknown> }[] = [
    { through: 'a new config', act: (flag) => put(flag, { enabled: true }) },
    { through: 'the switch', act: (flag) => turn(flag, true) },
    {
      through: 'switching off and on',
      act: async (flag) => [await turn(flag, false), await turn(flag, true)],
    },
    {
      through: 'a schedule entry whose time has come',
      act: (flag) => put(flag, { schedule: [{ at: Date.now() - 1_000, enabled: true }] }),
    },
    {
      through: 'switching after a schedule entry has fired',
      act: async (flag) => {
        await put(flag, { schedule: [{ at: Date.now() - 1_000, enabled: true }] });
        return turn(flag, true);
      },
    },
    { through: 'a revert of the last config', act: revertLast },
    {
      through: 'a new definition',
      act: async (flag) => {
        const params = { project: 'academy', flag };
        const { body, etag } = await slipway.client.request(getFlag, { params });
        const { key: _k, type: _t, archivedAt: _a, createdAt: _c, updatedAt: _u, ...definition } = body;
        const edit = { ...definition, description: 'Changed.' };
        return slipway.client.call(updateFlag, { params, body: edit, ifMatch: etag ?? '' });
      },
    },
  ];

  test.each(routes)('through $through', async ({ act }) => {
    const flag = await newFlag();
    await turn(flag, true);
    await slipway.client.call(killFlag, { params: at(flag), body: {} });

    await act(flag);

    expect(await stateOf(flag)).toMatchObject({ killed: true });
    expect(await stateOf(flag, 'preview')).toMatchObject({ killed: true });
  });

  test('in an overlay that makes an override, drops it, and gets another base', async () => {
    const flag = await newFlag();
    await slipway.client.call(killFlag, { params: at(flag), body: {} });
    expect(await stateOf(flag, 'preview')).toMatchObject({ killed: true, killedHere: false });

    await put(flag, { enabled: true }, 'preview');
    expect(await stateOf(flag, 'preview')).toMatchObject({
      killed: true,
      killedHere: true,
      source: 'override',
    });
    await slipway.client.call(dropFlagOverride, {
      params: at(flag, 'preview'),
      ifMatch: await etagOf(flag, 'preview'),
    });
    expect(await stateOf(flag, 'preview')).toMatchObject({ killed: true });
    await rebase('preview', 'staging');
    expect(await stateOf(flag, 'preview')).toMatchObject({ killed: true });
    await rebase('preview', null);
    expect(await stateOf(flag, 'preview')).toMatchObject({ killed: true });
    await rebase('preview', 'production');
    expect(await stateOf(flag, 'preview')).toMatchObject({ killed: true });
  });

  test('until a named person restores it, and then is as it was configured meanwhile', async () => {
    const flag = await newFlag();
    await slipway.client.call(killFlag, { params: at(flag), body: {} });
    await slipway.client.call(killFlag, { params: at(flag), body: {} });
    await turn(flag, true);

    await slipway.client.call(restoreFlag, { params: at(flag), body: { reason: 'Fixed.' } });

    expect(await stateOf(flag)).toMatchObject({ killed: false, enabledNow: true });
  });

  test('however kills, restores and writes cross each other on two replicas', async () => {
    const flag = await newFlag();
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      const { client } = writer % 2 === 0 ? slipway : replica;
      if (writer === 10) return client.request(killFlag, { params: at(flag), body: {} });
      const { etag } = await client.request(getFlagState, { params: at(flag) });
      return statusOf(
        client.request(switchFlag, { params: at(flag), body: { enabled: true }, ifMatch: etag ?? '' }),
      );
    });

    await Promise.all(writers);

    expect(await stateOf(flag)).toMatchObject({ killed: true });
  });
});

async function put(flag: string, change: Partial<FlagConfig>, environment = 'production'): Promise<unknown> {
  const params = at(flag, environment);
  const { body, etag } = await slipway.client.request(getFlagState, { params });
  return slipway.client.call(putFlagConfig, {
    params,
    body: { ...body.config, ...change },
    ifMatch: etag ?? '',
  });
}

async function turn(flag: string, enabled: boolean): Promise<unknown> {
  return slipway.client.call(switchFlag, {
    params: at(flag),
    body: { enabled },
    ifMatch: await etagOf(flag),
  });
}

/** Of a config written under the kill back to one from before it. */
async function revertLast(flag: string): Promise<unknown> {
  await put(flag, { enabled: false });
  const { items } = await slipway.client.call(listChanges, {
    params: { project: 'academy' },
    query: { flag },
  });
  const [latest] = items;
  return slipway.client.call(revertChange, {
    params: { project: 'academy', change: latest?.id ?? '' },
    body: {},
  });
}

async function rebase(environment: string, base: string | null): Promise<unknown> {
  const params = { project: 'academy', environment };
  const { body, etag } = await slipway.client.request(getEnvironment, { params });
  return slipway.client.call(updateEnvironment, {
    params,
    body: { name: body.name, base },
    ifMatch: etag ?? '',
  });
}

/** What the route would take, so that only the missing header is wrong. */
async function validBody(path: string, flag: string): Promise<unknown> {
  const { config } = await stateOf(flag);
  const {
    key: _k,
    type: _t,
    archivedAt: _a,
    createdAt: _c,
    updatedAt: _u,
    ...definition
  } = await slipway.client.call(getFlag, { params: { project: 'academy', flag } });
  const content = { include: [], exclude: [], rules: [] };
  const bodies: Record<string, unknown> = {
    '/api/v1/projects/:project': { name: 'x', description: '' },
    '/api/v1/projects/:project/environments/:environment': { name: 'x', base: null },
    '/api/v1/projects/:project/environments/:environment/promote': { to: 'staging' },
    '/api/v1/projects/:project/environments/:environment/protection': { isProtected: false },
    '/api/v1/projects/:project/services/:service': { repository: 'https://git.example/web.git' },
    '/api/v1/projects/:project/members/:person': { role: 'viewer' },
    '/api/v1/projects/:project/flags/:flag': definition,
    '/api/v1/projects/:project/flags/:flag/environments/:environment': config,
    '/api/v1/projects/:project/flags/:flag/environments/:environment/enabled': { enabled: true },
    '/api/v1/projects/:project/segments/:segment': { name: 'x', description: '', content },
    '/api/v1/projects/:project/segments/:segment/environments/:environment': { content },
  };
  return bodies[path] ?? {};
}
