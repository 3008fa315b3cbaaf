import { createProject, getProject, listChanges, listProjects, updateProject } from '@slipway/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { refusal, refusalCode } from '../../../../test/support/tree.ts';

let server: TestSlipway;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function update(project: string, name: string, ifMatch: string | undefined) {
  return server.client.request(updateProject, {
    params: { project },
    body: { name, description: '' },
    ...(ifMatch ? { ifMatch } : {}),
  });
}

test('a project is created, read and changed, each with its change', async () => {
  const created = await server.client.request(createProject, {
    body: { key: 'academy', reason: 'we begin' },
  });
  const updated = await update('academy', 'Academy', created.etag ?? '');
  const read = await server.client.request(getProject, { params: { project: 'academy' } });

  expect(created.body).toMatchObject({ key: 'academy', name: 'academy', description: '' });
  expect(read).toMatchObject({ body: { name: 'Academy' }, etag: '"r2"' });
  expect(updated.body).toEqual(read.body);
  const { items } = await server.client.call(listChanges, { params: { project: 'academy' } });
  expect(items).toMatchObject([
    {
      action: 'update',
      subject: 'project',
      before: { name: 'academy', description: '' },
      after: { name: 'Academy', description: '' },
    },
    { action: 'create', before: null, reason: 'we begin' },
  ]);
});

test('a key is taken once', async () => {
  await server.client.call(createProject, { body: { key: 'once' } });

  expect((await refusal(server.client.call(createProject, { body: { key: 'once' } }))).detail).toContain(
    '"once"',
  );
});

test('a write without an etag, or with an old one, is refused', async () => {
  await server.client.call(createProject, { body: { key: 'guarded' } });
  await update('guarded', 'First', '"r1"');

  expect(await refusalCode(update('guarded', 'Second', undefined))).toBe('precondition-required');
  expect(await refusalCode(update('guarded', 'Second', '"r1"'))).toBe('precondition-failed');
  expect((await update('guarded', 'First', '*')).etag).toBe('"r2"');
});

test('what does not exist is named', async () => {
  const call = server.client.call(getProject, { params: { project: 'nowhere' } });

  expect(await refusal(call)).toMatchObject({ code: 'project-not-found', status: 404 });
  expect(await refusalCode(update('nowhere', 'x', '*'))).toBe('project-not-found');
});

test('projects are listed by key, page by page', async () => {
  for (const key of ['z1', 'z2', 'z3']) await server.client.call(createProject, { body: { key } });

  const first = await server.client.call(listProjects, { query: { limit: 2, cursor: 'z' } });
  const second = await server.client.call(listProjects, { query: { limit: 2, cursor: first.next ?? '' } });

  expect(first.items.map(({ key }) => key)).toEqual(['z1', 'z2']);
  expect(second).toMatchObject({ items: [{ key: 'z3' }], next: null });
});
