import {
  approveProposal,
  createToken,
  erasePerson,
  getProposal,
  listProposals,
  type Proposal,
  putMember,
  removeMember,
  revokeToken,
  switchFlag,
} from '@slipway/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestPeople, testPeople } from '../../../../test/support/people.ts';
import { asked, type ProtectedProject, plantProtected } from '../../../../test/support/protected-project.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';

let server: TestSlipway;
let people: TestPeople;
let project: ProtectedProject;
let proposal: Proposal;

beforeAll(async () => {
  server = await startTestServer();
  people = testPeople(server);
});
beforeEach(async () => {
  project = await plantProtected(server);
  await project.createFlag({ key: 'checkout' });
  await project.protect('production', 2);
  proposal = await asked(switchFlag, {
    params: named({ flag: 'checkout', environment: 'production' }),
    body: { enabled: true },
    ifMatch: '*',
  }).propose(project.ada);
});
afterAll(async () => {
  await people.close();
  await server.close();
});

const named = <More extends Record<string, string>>(more: More) => ({ project: project.project, ...more });

type Approver = { approve(): Promise<Proposal>; id: string };

const approveAs = (client: typeof server.client): Promise<Proposal> =>
  client.call(approveProposal, {
    params: named({ proposal: proposal.id }),
    body: { hash: proposal.hash },
  });

async function releaser(): Promise<Approver> {
  const { id, signIn } = await people.person('Rae', { member: { [project.project]: { role: 'releaser' } } });
  const client = server.withCookie((await signIn()).cookie);
  return { id, approve: () => approveAs(client) };
}

async function account(): Promise<Approver> {
  const body = { name: 'bot', scope: 'admin', role: 'releaser' } as const;
  const { id, token } = await server.client.call(createToken, { params: named({}), body });
  return { id, approve: () => approveAs(server.as(token)) };
}

const losses = [
  {
    given: 'was removed from the project',
    who: releaser,
    lose: ({ id }: Approver) => server.client.call(removeMember, { params: named({ person: id }) }),
  },
  {
    given: 'may approve no more',
    who: releaser,
    lose: ({ id }: Approver) =>
      server.client.call(putMember, {
        params: named({ person: id }),
        body: { role: 'developer' },
        ifMatch: '*',
      }),
  },
  {
    given: 'was erased',
    who: releaser,
    lose: ({ id }: Approver) => server.client.call(erasePerson, { params: { person: id }, body: {} }),
  },
  {
    given: 'was revoked',
    who: account,
    lose: ({ id }: Approver) => server.client.call(revokeToken, { params: named({ token: id }) }),
  },
  {
    given: 'has expired',
    who: account,
    lose: ({ id }: Approver) =>
      sql`update tokens set expires_at = now() - interval '1 s' where id = ${id}`.execute(
        people.database.kysely,
      ),
  },
];

describe.each(losses)('an approval by somebody who $given', ({ who, lose }) => {
  test('counts no more, and the proposal says so', async () => {
    const approver = await who();
    expect((await approver.approve()).approvals).toMatchObject([{ isCounted: true }]);

    await lose(approver);

    const params = named({ proposal: proposal.id });
    const read = await server.client.call(getProposal, { params });
    expect(read.approvals).toMatchObject([{ by: { id: approver.id }, isCounted: false }]);
    const listed = await server.client.call(listProposals, { params: named({}) });
    expect(listed.items).toEqual([read]);
    expect(await approveAs(project.ben)).toMatchObject({ state: 'open' });
    expect((await project.state('checkout', 'production')).enabledNow).toBe(false);
    const applied = await approveAs(project.cleo);
    expect(applied.state).toBe('applied');
    expect(applied.approvals.map(({ by, isCounted }) => [by.name, isCounted])).toEqual([
      ['Ben', true],
      ['Cleo', true],
    ]);
  });
});

test('whoever gets the right back counts again, once', async () => {
  const approver = await releaser();
  await approver.approve();
  const put = (role: 'developer' | 'releaser') =>
    server.client.call(putMember, {
      params: named({ person: approver.id }),
      body: { role },
      ifMatch: '*',
    });
  await put('developer');
  // What they made keeps its own right: by it they answer once more, and are still one.
  const { token, id } = await server.client.call(createToken, {
    params: named({}),
    body: { name: 'theirs', scope: 'admin', role: 'releaser' },
  });
  await sql`update tokens set made_by = ${approver.id} where id = ${id}`.execute(people.database.kysely);
  await approveAs(server.as(token));
  await put('releaser');

  const { state, approvals } = await server.client.call(getProposal, {
    params: named({ proposal: proposal.id }),
  });

  expect(state).toBe('open');
  expect(approvals.map(({ isCounted }) => isCounted)).toEqual([true, false]);
});
