import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createBlueprint,
  createEnvironment,
  createService,
  deleteService,
  deleteServiceVariable,
  deleteVariable,
  getService,
  listBranches,
  listChanges,
  listServices,
  listServiceVariables,
  listVariables,
  putServiceCredential,
  putServiceVariable,
  putVariable,
  updateService,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRepository, type TestRepository } from '../../../../test/support/git-repository.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, refusalCode, type Tree } from '../../../../test/support/tree.ts';
import { openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';
import { openSecretKey } from '../platform/secrets/index.ts';
import { findServices, variablesFor } from './index.ts';

const secretKey = 'a-key-that-only-this-test-knows-0123456789';
let folder: string;
let server: TestSlipway;
let repository: TestRepository;
let tree: Tree;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-services-'));
  repository = await createRepository(join(folder, 'web'));
  await repository.commit({ 'package.json': '{}' }, 'Begin');
  await repository.branch('feature/new-checkout');
  await repository.commit({ 'a.txt': 'a' }, 'Add a');
  server = await startTestServer({
    config: { data: join(folder, 'data'), sourceAllow: [folder], secretKey },
  });
});
beforeEach(async () => {
  tree = await plantTree(server);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const at = (service = 'web') => ({ params: { project: tree.project, service } });

function register(more: object = {}, key = 'web') {
  const body = { key, repository: repository.url, ...more };
  return server.client.request(createService, { params: { project: tree.project }, body });
}

function update(more: object = {}, ifMatch = '*') {
  return server.client.request(updateService, {
    ...at(),
    body: { repository: repository.url, ...more },
    ifMatch,
  });
}

async function changes() {
  return (await server.client.call(listChanges, { params: { project: tree.project } })).items;
}

/** What the database holds, through the slice’s own doors. */
async function inside<T>(
  look: (db: ReturnType<typeof openDatabase>['kysely'], projectId: number) => Promise<T>,
): Promise<T> {
  const db = openDatabase(server.databaseUrl, { log: createLog('silent') });
  try {
    const { id } = await db.kysely
      .selectFrom('projects')
      .select('id')
      .where('key', '=', tree.project)
      .executeTakeFirstOrThrow();
    return await look(db.kysely, id);
  } finally {
    await db.close();
  }
}

const secrets = openSecretKey({ data: '', secretKey });

describe('a service', () => {
  test('is registered with its repository and told again', async () => {
    const { body, etag } = await register({ folder: 'apps/web', defaultBranch: 'trunk' });

    expect(body).toMatchObject({
      key: 'web',
      name: 'web',
      repository: repository.url,
      folder: 'apps/web',
      defaultBranch: 'trunk',
      credential: 'none',
    });
    expect(etag).toBe('"r1"');
    expect((await server.client.call(listServices, { params: { project: tree.project } })).items).toEqual([
      body,
    ]);
    expect(await server.client.call(getService, at())).toEqual(body);
    expect((await changes())[0]).toMatchObject({ subject: 'service', action: 'create', key: 'web' });
  });

  test('has a key of its own', async () => {
    await register();

    expect(await refusalCode(register())).toBe('service-key-taken');
  });

  test.each([
    { wrong: { repository: 'ext::sh -c id' }, code: 'repository-refused' },
    { wrong: { repository: 'file:///etc' }, code: 'repository-refused' },
    { wrong: { folder: '../other' }, code: 'invalid-request' },
    { wrong: { defaultBranch: '--upload-pack=id' }, code: 'invalid-request' },
  ])('with $wrong is refused', async ({ wrong, code }) => {
    expect(await refusalCode(register(wrong))).toBe(code);
  });

  test('is changed by who has read it', async () => {
    const { etag } = await register();
    const { body } = await update({ name: 'Shop' }, etag ?? '');

    expect(body.name).toBe('Shop');
    expect(await refusalCode(update({ name: 'Other' }, etag ?? ''))).toBe('precondition-failed');
    expect((await changes())[0]).toMatchObject({
      action: 'update',
      before: { name: 'web' },
      after: { name: 'Shop' },
    });
  });

  test('that keeps a blueprint stays', async () => {
    await register();
    const content = 'services: { web: { command: x, x-slipway: { service: web } } }';
    await repository.branch('with-blueprint');
    await repository.commit({ 'compose.yaml': content });
    await update({ defaultBranch: 'with-blueprint' });
    await server.client.call(createBlueprint, {
      params: { project: tree.project },
      body: { key: 'shop', service: 'web' },
    });

    expect(await refusal(server.client.call(deleteService, { ...at(), ifMatch: '*' }))).toMatchObject({
      code: 'service-in-use',
      detail: expect.stringContaining('"shop"'),
    });
  });

  test('goes with its variables', async () => {
    await register();
    await server.client.call(putServiceVariable, {
      params: { ...at().params, variable: 'A' },
      body: { value: '1' },
    });

    await server.client.call(deleteService, { ...at(), ifMatch: '*' });

    expect(await refusalCode(server.client.call(getService, at()))).toBe('service-not-found');
    expect((await server.client.call(listVariables, { params: { project: tree.project } })).items).toEqual(
      [],
    );
  });

  test('tells the branches of its repository, the latest first', async () => {
    await register();

    const { items } = await server.client.call(listBranches, { ...at(), query: { contains: 'checkout' } });
    const all = await server.client.call(listBranches, at());

    expect(items).toMatchObject([{ name: 'feature/new-checkout', subject: 'Add a', isDefault: false }]);
    expect(all.items.find(({ name }) => name === 'main')).toMatchObject({ isDefault: true });
  });

  test('whose repository is gone says so', async () => {
    await register({ repository: `${repository.url}-gone` });

    expect(await refusalCode(server.client.call(listBranches, at()))).toBe('repository-unavailable');
  });
});

describe('a credential', () => {
  const credential = { kind: 'token', username: 'git', token: 'never-to-be-seen' } as const;

  test('is kept encrypted, shown nowhere, and reaches the fetch', async () => {
    await register();

    const reply = await server.client.call(putServiceCredential, { ...at(), body: credential });

    expect(reply.credential).toBe('token');
    expect(JSON.stringify([reply, await changes()])).not.toContain('never-to-be-seen');
    const kept = await inside((db, projectId) =>
      db.selectFrom('services').select('credential').where('project_id', '=', projectId).execute(),
    );
    expect(kept[0]?.credential?.includes('never-to-be-seen')).toBe(false);
    expect(await inside((db, projectId) => findServices(db, secrets, projectId))).toMatchObject([
      { key: 'web', repository: { url: repository.url, credential } },
    ]);
  });

  test('can be taken back', async () => {
    await register();
    await server.client.call(putServiceCredential, { ...at(), body: credential });

    const reply = await server.client.call(putServiceCredential, { ...at(), body: { kind: 'none' } });

    expect(reply.credential).toBe('none');
  });

  test('stays behind when the repository moves to another server', async () => {
    await register({ repository: 'https://git.example.com/web.git' });
    await server.client.call(putServiceCredential, { ...at(), body: credential });

    const same = await update({ repository: 'https://git.example.com/web2.git' });
    const other = await update({ repository: 'https://git.example.org/web2.git' });

    expect([same.body.credential, other.body.credential]).toEqual(['token', 'none']);
  });
});

describe('a variable', () => {
  function set(variable: string, value: string, query: object = {}, more: object = {}) {
    return server.client.call(putVariable, {
      params: { project: tree.project, variable },
      query,
      body: { value, ...more },
    });
  }

  function setFor(variable: string, value: string, query: object = {}) {
    const params = { ...at().params, variable };
    return server.client.call(putServiceVariable, { params, query, body: { value } });
  }

  test('is set, changed and removed, with an audit of its value', async () => {
    await set('MODE', 'a');
    await set('MODE', 'b');
    const unchanged = await set('MODE', 'b');

    await server.client.call(deleteVariable, { params: { project: tree.project, variable: 'MODE' } });

    expect(unchanged).toMatchObject({ name: 'MODE', value: 'b', use: 'run', service: null, kind: null });
    const ofMode = (await changes()).filter(({ subject }) => subject === 'variable');
    expect(ofMode.map(({ action, after }) => [action, after && Reflect.get(Object(after), 'value')])).toEqual(
      [
        ['delete', null],
        ['set', 'b'],
        ['set', 'a'],
      ],
    );
  });

  test('that is secret is never read again, by nobody', async () => {
    const reply = await set('API_KEY', 'never-to-be-seen', {}, { isSecret: true });
    const { items } = await server.client.call(listVariables, { params: { project: tree.project } });

    expect(reply).toMatchObject({ isSecret: true, value: null });
    expect(JSON.stringify([items, await changes()])).not.toContain('never-to-be-seen');
    expect((await changes())[0]?.after).toMatchObject({ name: 'API_KEY', isSecret: true });
  });

  test('holds where it is narrowest', async () => {
    await register();
    const everywhere = ['project', 'service', 'kind', 'service and kind', 'environment', 'both'] as const;
    for (const name of everywhere) await set(name.replaceAll(' ', '_'), 'project');
    for (const name of ['service', 'service_and_kind', 'both']) await setFor(name, 'service');
    for (const name of ['kind', 'service_and_kind', 'both']) await set(name, 'kind', { kind: 'permanent' });
    await setFor('service_and_kind', 'service and kind', { kind: 'permanent' });
    for (const name of ['environment', 'both']) await set(name, 'environment', { environment: 'staging' });
    await setFor('both', 'both', { environment: 'staging' });
    await set('kind', 'another kind', { kind: 'demo' });
    await setFor('of_build', 'x', {});

    const { values } = await inside(async (db, projectId) => {
      const { id } = await db
        .selectFrom('environments')
        .select('id')
        .where('project_id', '=', projectId)
        .where('key', '=', 'staging')
        .executeTakeFirstOrThrow();
      const scope = { projectId, service: 'web', kind: 'permanent', environmentId: id } as const;
      return variablesFor(db, secrets, scope, 'run');
    });

    expect(values).toEqual({
      project: 'project',
      service: 'service',
      kind: 'kind',
      service_and_kind: 'service and kind',
      environment: 'environment',
      both: 'both',
      of_build: 'x',
    });
  });

  test('is given to the build, to what runs, or to both, and secrets are named', async () => {
    await set('A', 'build', {}, { use: 'build' });
    await set('B', 'run', {}, { use: 'run', isSecret: true });
    await set('C', 'both', {}, { use: 'both' });
    const given = (use: 'build' | 'run') =>
      inside((db, projectId) =>
        variablesFor(db, secrets, { projectId, service: null, kind: 'demo', environmentId: null }, use),
      );

    expect(await given('build')).toEqual({ values: { A: 'build', C: 'both' }, secrets: [] });
    expect(await given('run')).toEqual({ values: { B: 'run', C: 'both' }, secrets: ['B'] });
  });

  test('moved to another place in the database is not read there', async () => {
    await set('A', 'secret', {}, { isSecret: true });

    const read = inside(async (db, projectId) => {
      await db.updateTable('variables').set({ name: 'B' }).where('project_id', '=', projectId).execute();
      return variablesFor(
        db,
        secrets,
        { projectId, service: null, kind: 'demo', environmentId: null },
        'run',
      );
    });

    await expect(read).rejects.toThrow('was changed');
  });

  test.each([
    { of: 'a name with a hyphen', variable: 'A-B', query: {}, code: 'invalid-request' },
    {
      of: 'a kind and an environment',
      variable: 'A',
      query: { kind: 'demo', environment: 'staging' },
      code: 'invalid-request',
    },
    {
      of: 'an unknown environment',
      variable: 'A',
      query: { environment: 'nowhere' },
      code: 'environment-not-found',
    },
  ])('of $of is refused', async ({ variable, query, code }) => {
    expect(await refusalCode(set(variable, 'x', query))).toBe(code);
  });

  test('that is not there cannot be removed', async () => {
    await register();
    await set('A', 'x');
    const params = { ...at().params, variable: 'A' };

    expect(await refusalCode(server.client.call(deleteServiceVariable, { params }))).toBe(
      'variable-not-found',
    );
    expect((await server.client.call(listServiceVariables, at())).items).toEqual([]);
  });

  test('of an environment goes with it', async () => {
    const params = { project: tree.project };
    await server.client.call(createEnvironment, { params, body: { key: 'short' } });
    await set('A', 'x', { environment: 'short' });

    await inside((db, projectId) =>
      db.deleteFrom('environments').where('project_id', '=', projectId).where('key', '=', 'short').execute(),
    );

    expect((await server.client.call(listVariables, { params })).items).toEqual([]);
  });
});
