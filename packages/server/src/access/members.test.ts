import {
  ApiError,
  createEnvironment,
  createProject,
  createSegment,
  createToken,
  deleteEnvironment,
  getEnvironment,
  getMe,
  killFlag,
  listChanges,
  listEnvironments,
  listMembers,
  listProjects,
  listTokens,
  type MemberWrite,
  type ProblemCode,
  putMember,
  removeMember,
  revertChange,
  updateEnvironment,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { type TestPeople, type TestPerson, testPeople } from '../../../../test/support/people.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';

let slipway: TestSlipway;
let people: TestPeople;
const academy = { project: 'academy' };

beforeAll(async () => {
  slipway = await startTestServer();
  people = testPeople(slipway);
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  for (const key of ['production', 'staging', 'demo'])
    await slipway.client.call(createEnvironment, {
      params: academy,
      body: { key, kind: key === 'demo' ? 'demo' : 'permanent' },
    });
  await slipway.client.call(createSegment, { params: academy, body: { key: 'vip' } });
});
afterAll(async () => {
  await people.close();
  await slipway.close();
});

async function put(
  { id }: TestPerson,
  body: z.input<typeof MemberWrite>,
  ifMatch = '*',
): ReturnType<typeof slipway.client.request<typeof putMember>> {
  return slipway.client.request(putMember, { params: { ...academy, person: id }, body, ifMatch });
}

async function as(person: TestPerson) {
  const { cookie } = await person.signIn();
  return slipway.withCookie(cookie);
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

describe('a member', () => {
  test('is made, changed and removed, each with its audit row and no address in it', async () => {
    const ada = await people.person('Ada');

    const made = await put(ada, { role: 'developer', reason: 'New here.' }, '"r0"');
    const changed = await put(
      ada,
      { role: 'viewer', grants: [{ permission: 'flag:kill', environment: 'production' }] },
      made.etag ?? '',
    );
    await slipway.client.call(removeMember, { params: { ...academy, person: ada.id } });

    expect(made.body).toMatchObject({ person: { id: ada.id, email: ada.email }, role: 'developer' });
    expect(changed.body.grants).toEqual([{ permission: 'flag:kill', environment: 'production' }]);
    expect(changed.body.etag).toBe(changed.etag);
    const { items } = await slipway.client.call(listChanges, { params: academy, query: { limit: 3 } });
    expect(items.map(({ action, subject, key, after }) => ({ action, subject, key, after }))).toEqual([
      { action: 'remove', subject: 'member', key: ada.id, after: null },
      {
        action: 'update',
        subject: 'member',
        key: ada.id,
        after: expect.objectContaining({ role: 'viewer' }),
      },
      {
        action: 'create',
        subject: 'member',
        key: ada.id,
        after: expect.objectContaining({ role: 'developer' }),
      },
    ]);
    expect(JSON.stringify(items)).not.toContain(ada.email);
  });

  test('is not changed by who has read an older state', async () => {
    const bob = await people.person('Bob');
    const first = await put(bob, { role: 'viewer' }, '"r0"');
    await put(bob, { role: 'developer' }, first.etag ?? '');

    expect(await codeOf(put(bob, { role: 'administrator' }, first.etag ?? ''))).toBe('precondition-failed');
    expect(await codeOf(put(bob, { role: 'administrator' }, '"r0"'))).toBe('precondition-failed');
    expect(
      await codeOf(
        slipway.client.request(putMember, {
          params: { ...academy, person: bob.id },
          body: { role: 'administrator' },
        }),
      ),
    ).toBe('precondition-required');
  });

  test.each<{ given: string; body: z.input<typeof MemberWrite>; code: ProblemCode; says: string }>([
    {
      given: 'a limit that would never count',
      body: { role: 'viewer', grants: [{ permission: 'proposal:approve', environment: 'production' }] },
      code: 'invalid-request',
      says: 'grants[0].environment',
    },
    {
      given: 'environments for who sees all',
      body: { role: 'viewer', environments: ['production'] },
      code: 'invalid-request',
      says: 'environments',
    },
    {
      given: 'an environment that does not exist',
      body: { role: 'stakeholder', environments: ['nowhere'] },
      code: 'environment-not-found',
      says: 'nowhere',
    },
    {
      given: 'a segment that does not exist',
      body: { role: 'viewer', grants: [{ permission: 'segment:write', segment: 'nobody' }] },
      code: 'invalid-request',
      says: 'nobody',
    },
  ])('is not made with $given', async ({ body, code, says }) => {
    const error = await put(await people.person('Cas'), body).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ problem: { code, detail: expect.stringContaining(says) } });
  });

  test('is somebody who can sign in', async () => {
    for (const person of ['999999', 'ada@example.com'])
      expect(
        await codeOf(
          slipway.client.call(putMember, {
            params: { ...academy, person },
            body: { role: 'viewer' },
            ifMatch: '*',
          }),
        ),
      ).toBe('person-not-found');
  });

  test('who is removed sees nothing from the next request on', async () => {
    const dan = await people.person('Dan', { member: { academy: { role: 'administrator' } } });
    const client = await as(dan);
    expect(await codeOf(client.call(listTokens, { params: academy }))).toBe('allowed');

    await slipway.client.call(removeMember, { params: { ...academy, person: dan.id } });

    expect(await codeOf(client.call(listTokens, { params: academy }))).toBe('project-not-found');
    expect((await client.call(listProjects)).items).toEqual([]);
  });

  test('says who one is and what one may', async () => {
    const eve = await people.person('Eve', {
      member: { academy: { role: 'stakeholder', environments: ['demo'] } },
    });

    const me = await (await as(eve)).call(getMe);

    expect(me).toMatchObject({ kind: 'person', id: eve.id, email: eve.email, scope: null, isOwner: false });
    expect(me.memberships).toEqual([
      {
        project: 'academy',
        role: 'stakeholder',
        permissions: ['self:read', 'self:write', 'object:read', 'feedback:write'],
        grants: [],
        environments: ['demo'],
      },
    ]);
  });

  test('list is paged and names everybody’s rights', async () => {
    const page = await slipway.client.call(listMembers, { params: academy, query: { limit: 1 } });
    const next = await slipway.client.call(listMembers, {
      params: academy,
      query: { limit: 200, cursor: page.next ?? '' },
    });

    const eve = next.items.find(({ role }) => role === 'stakeholder');
    expect(page.items).toHaveLength(1);
    expect(eve).toMatchObject({ environments: ['demo'], grants: [] });
  });
});

describe('a stakeholder', () => {
  test('sees the environments by name and no other, and nothing else', async () => {
    const client = await as(
      await people.person('Fay', { member: { academy: { role: 'stakeholder', environments: ['demo'] } } }),
    );

    const { items } = await client.call(listEnvironments, { params: academy });

    expect(items.map(({ key }) => key)).toEqual(['demo']);
    const read = (environment: string) =>
      codeOf(client.call(getEnvironment, { params: { ...academy, environment } }));
    expect([await read('demo'), await read('production'), await read('nowhere')]).toEqual([
      'allowed',
      'forbidden',
      'forbidden',
    ]);
    expect(await codeOf(client.call(listChanges, { params: academy }))).toBe('forbidden');
  });

  test('who is invited to nothing sees nothing', async () => {
    const client = await as(await people.person('Gus', { member: { academy: { role: 'stakeholder' } } }));

    expect((await client.call(listEnvironments, { params: academy })).items).toEqual([]);
  });
});

describe('permanent environments', () => {
  const create = async (person: TestPerson, key: string, kind: 'permanent' | 'demo') =>
    codeOf((await as(person)).call(createEnvironment, { params: academy, body: { key, kind } }));

  test('are made and removed by releasers, others by developers too', async () => {
    const developer = await people.person('Hal', { member: { academy: { role: 'developer' } } });
    const releaser = await people.person('Ida', { member: { academy: { role: 'releaser' } } });

    expect(await create(developer, 'live', 'permanent')).toBe('forbidden');
    expect(await create(developer, 'fair', 'demo')).toBe('allowed');
    expect(await create(releaser, 'live', 'permanent')).toBe('allowed');
    const remove = async (person: TestPerson, environment: string) =>
      codeOf(
        (await as(person)).call(deleteEnvironment, { params: { ...academy, environment }, ifMatch: '*' }),
      );
    expect(await remove(developer, 'live')).toBe('forbidden');
    expect(await remove(developer, 'fair')).toBe('allowed');
    expect(await remove(releaser, 'live')).toBe('allowed');
  });
});

test('a change of a permanent environment is reverted by who may change it', async () => {
  const params = { ...academy, environment: 'staging' };
  const { etag, body } = await slipway.client.request(getEnvironment, { params });
  await slipway.client.call(updateEnvironment, {
    params,
    body: { name: 'Staging', base: body.base },
    ifMatch: etag ?? '',
  });
  const { items } = await slipway.client.call(listChanges, { params: academy, query: { limit: 1 } });
  const revert = async (role: 'developer' | 'releaser') =>
    codeOf(
      (await as(await people.person('Lea', { member: { academy: { role } } }))).call(revertChange, {
        params: { ...academy, change: items[0]?.id ?? '' },
        body: {},
      }),
    );

  expect([await revert('developer'), await revert('releaser')]).toEqual(['forbidden', 'allowed']);
});

describe('a single permission', () => {
  test('for one environment counts there only', async () => {
    const call = await people.person('Jan', {
      member: {
        academy: { role: 'viewer', grants: [{ permission: 'flag:kill', environment: 'production' }] },
      },
    });
    const client = await as(call);
    const kill = (environment: string) =>
      codeOf(client.call(killFlag, { params: { ...academy, environment, flag: 'none' }, body: {} }));

    expect([await kill('production'), await kill('staging')]).toEqual(['flag-not-found', 'forbidden']);
  });

  test('goes with the environment that it was for', async () => {
    await slipway.client.call(createEnvironment, { params: academy, body: { key: 'short', kind: 'demo' } });
    const kim = await people.person('Kim', {
      member: { academy: { role: 'viewer', grants: [{ permission: 'flag:write', environment: 'short' }] } },
    });
    await slipway.client.call(deleteEnvironment, {
      params: { ...academy, environment: 'short' },
      ifMatch: '*',
    });

    expect((await (await as(kim)).call(getMe)).memberships[0]?.grants).toEqual([]);
  });
});

describe('a service account', () => {
  test('may what its role and single permissions say, and shows them', async () => {
    const { token, id } = await slipway.client.call(createToken, {
      params: academy,
      body: { name: 'ci', scope: 'admin', role: 'viewer', grants: [{ permission: 'flag:kill' }] },
    });

    const listed = await slipway.client.call(listTokens, { params: academy, query: { limit: 200 } });

    expect(listed.items.find((item) => item.id === id)).toMatchObject({
      role: 'viewer',
      grants: [{ permission: 'flag:kill' }],
    });
    const client = slipway.as(token);
    expect(await codeOf(client.call(listEnvironments, { params: academy }))).toBe('allowed');
    expect(await codeOf(client.call(createSegment, { params: academy, body: { key: 'x' } }))).toBe(
      'forbidden',
    );
    expect(
      await codeOf(
        client.call(killFlag, { params: { ...academy, environment: 'production', flag: 'none' }, body: {} }),
      ),
    ).toBe('flag-not-found');
    expect((await client.call(getMe)).memberships).toMatchObject([{ project: 'academy', role: 'viewer' }]);
  });

  test.each([
    { given: 'a role for an SDK', body: { scope: 'deploy', role: 'viewer' } as const },
    {
      given: 'permissions without a role',
      body: { scope: 'admin', grants: [{ permission: 'flag:kill' }] } as const,
    },
  ])('is not made with $given', async ({ body: { scope, ...rest } }) => {
    const grants = 'grants' in rest ? { grants: [...rest.grants] } : {};
    const role = 'role' in rest ? { role: rest.role } : {};
    const made = slipway.client.call(createToken, {
      params: academy,
      body: { name: 'x', scope, ...role, ...grants },
    });

    expect(await codeOf(made)).toBe('invalid-request');
  });
});
