import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkBlueprint,
  createBlueprint,
  createService,
  deleteBlueprint,
  getBlueprint,
  listBlueprints,
  listChanges,
  updateBlueprint,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRepository, type TestRepository } from '../../../../test/support/git-repository.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, refusalCode, type Tree } from '../../../../test/support/tree.ts';
import { openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';
import { findBlueprint } from './index.ts';

const content = 'services: { web: { command: x, x-slipway: { service: web } } }\n';
let folder: string;
let server: TestSlipway;
let repository: TestRepository;
let tree: Tree;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-blueprints-'));
  repository = await createRepository(join(folder, 'web'));
  await repository.commit({
    'apps/compose.yaml': content,
    'apps/wrong.yaml': 'services:\n  web: { command: x, privileged: true, x-slipway: { service: web } }\n',
  });
  server = await startTestServer({ config: { data: join(folder, 'data'), sourceAllow: [folder] } });
});
beforeEach(async () => {
  tree = await plantTree(server);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const at = () => ({ params: { project: tree.project, blueprint: 'shop' } });

function add(more: object = { content }) {
  const body = { key: 'shop', ...more };
  return server.client.request(createBlueprint, { params: { project: tree.project }, body });
}

function register(more: object = {}) {
  const body = { key: 'web', repository: repository.url, folder: 'apps', ...more };
  return server.client.call(createService, { params: { project: tree.project }, body });
}

test('a blueprint that Slipway keeps is added, changed and removed, each audited', async () => {
  const added = await add();
  const edited = await server.client.request(updateBlueprint, {
    ...at(),
    body: { name: 'Shop', content: content.replace('x,', 'y,') },
    ifMatch: added.etag ?? '',
  });
  const { items } = await server.client.call(listBlueprints, { params: { project: tree.project } });
  await server.client.call(deleteBlueprint, { ...at(), ifMatch: edited.etag ?? '' });

  expect(added.body).toMatchObject({
    key: 'shop',
    name: 'shop',
    service: null,
    path: 'compose.yaml',
    content,
  });
  expect(items).toEqual([edited.body]);
  expect(await refusalCode(server.client.call(getBlueprint, at()))).toBe('blueprint-not-found');
  const { items: changes } = await server.client.call(listChanges, { params: { project: tree.project } });
  expect(changes.slice(0, 3).map(({ subject, action }) => `${subject} ${action}`)).toEqual([
    'blueprint delete',
    'blueprint update',
    'blueprint create',
  ]);
});

test('a key is taken once, and who has not read the last state changes nothing', async () => {
  await add();
  const update = (ifMatch: string) =>
    server.client.request(updateBlueprint, { ...at(), body: { name: ifMatch, content }, ifMatch });
  await update('"r1"');

  expect(await refusalCode(add())).toBe('blueprint-key-taken');
  expect(await refusalCode(update('"r1"'))).toBe('precondition-failed');
});

test('one that cannot run is refused, with place and remedy of everything that is wrong', async () => {
  const wrong = 'services:\n  web:\n    command: x\n    privileged: true\n    x-slipway: { servce: web }\n';

  const refused = await refusal(add({ content: wrong }));

  expect(refused).toMatchObject({ code: 'blueprint-refused' });
  expect(refused).toHaveProperty('errors', [
    { path: 'compose.yaml:2:3 services.web', message: expect.stringContaining('x-slipway') },
    { path: 'compose.yaml:4:5 services.web.privileged', message: expect.stringContaining('Remove it.') },
    {
      path: 'compose.yaml:5:18 services.web.x-slipway.servce',
      message: expect.stringContaining('"service"?'),
    },
  ]);
});

test('one in a repository is read at the default branch, in the service’s folder', async () => {
  await register();

  const { body } = await add({ service: 'web' });

  expect(body).toMatchObject({ service: 'web', path: 'compose.yaml', content: null });
  const db = openDatabase(server.databaseUrl, { log: createLog('silent') });
  const { id } = await db.kysely
    .selectFrom('projects')
    .select('id')
    .where('key', '=', tree.project)
    .executeTakeFirstOrThrow();
  expect(await findBlueprint(db.kysely, id, 'shop')).toMatchObject({
    key: 'shop',
    service: 'web',
    content: null,
  });
  expect(await findBlueprint(db.kysely, id, 'other')).toBeNull();
  await db.close();
});

test.each([
  { given: 'a file that cannot run', more: { path: 'wrong.yaml' }, code: 'blueprint-refused' },
  { given: 'a file that is not there', more: { path: 'none.yaml' }, code: 'blueprint-refused' },
  { given: 'a path out of the repository', more: { path: '../compose.yaml' }, code: 'invalid-request' },
  { given: 'an unknown service', more: { service: 'api' }, code: 'service-not-found' },
  { given: 'content as well', more: { content }, code: 'invalid-request' },
])('one in a repository with $given is refused', async ({ more, code }) => {
  await register();

  expect(await refusalCode(add({ service: 'web', ...more }))).toBe(code);
});

test('one in a repository that does not answer says so', async () => {
  await register({ repository: `${repository.url}-gone` });

  expect(await refusalCode(add({ service: 'web' }))).toBe('repository-unavailable');
});

test('with neither content nor service it is refused', async () => {
  expect(await refusalCode(add({}))).toBe('invalid-request');
});

test('a check says what is wrong and what Slipway makes of it, and keeps nothing', async () => {
  const check = (text: string) =>
    server.client.call(checkBlueprint, {
      params: { project: tree.project },
      body: { content: text, path: 'shop.yaml' },
    });

  expect(await check(content)).toMatchObject({ findings: [], summary: { services: [{ name: 'web' }] } });
  expect(await check('services: {}')).toMatchObject({
    findings: [{ file: 'shop.yaml', line: 1, column: 1 }],
    summary: null,
  });
  expect((await server.client.call(listBlueprints, { params: { project: tree.project } })).items).toEqual([]);
});

test('one that an environment runs stays, until it is destroyed', async () => {
  await add();
  const db = openDatabase(server.databaseUrl, { log: createLog('silent') });
  const { id, project_id } = await db.kysely
    .selectFrom('blueprints as b')
    .innerJoin('projects as p', 'p.id', 'b.project_id')
    .select(['b.id', 'b.project_id'])
    .where('p.key', '=', tree.project)
    .executeTakeFirstOrThrow();
  await db.kysely.insertInto('nodes').values({ id: tree.project }).execute();
  const { id: hosted } = await db.kysely
    .insertInto('hosted_environments')
    .values({
      ...{ project_id, key: 'demo', slug: tree.project, kind: 'demo', blueprint_id: id, runtime: 'process' },
      ...{ node_id: tree.project, created_by: 'person:1', model: '{}' },
      revisions: JSON.stringify({ services: [], blueprint: '', data: null }),
      asked: JSON.stringify({ blueprint: 'shop', services: {}, seed: null }),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const remove = () => server.client.call(deleteBlueprint, { ...at(), ifMatch: '*' });

  expect(await refusal(remove())).toMatchObject({
    code: 'blueprint-in-use',
    detail: expect.stringContaining('"demo"'),
  });
  await db.kysely
    .updateTable('hosted_environments')
    .set({ state: 'destroyed' })
    .where('id', '=', hosted)
    .execute();
  await db.close();
  await remove();
});
