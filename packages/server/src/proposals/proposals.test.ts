import {
  approveProposal,
  createEnvironment,
  createToken,
  getProposal,
  listChanges,
  listProposals,
  type Proposal,
  putFlagConfig,
  rejectProposal,
  switchFlag,
  updateFlag,
  withdrawProposal,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { asked, type ProtectedProject, plantProtected } from '../../../../test/support/protected-project.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { refusal, refusalCode } from '../../../../test/support/tree.ts';

let server: TestSlipway;
let project: ProtectedProject;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  project = await plantProtected(server);
  await project.createFlag({ key: 'checkout' });
  await project.createFlag({ key: 'basket' });
});
afterAll(() => server.close());

type Someone = 'ada' | 'ben' | 'cleo' | 'client';

const inProduction = (flag = 'checkout') => ({ project: project.project, flag, environment: 'production' });
const switchOn = (flag = 'checkout', reason?: string) =>
  asked(switchFlag, {
    params: inProduction(flag),
    body: { enabled: true, ...(reason ? { reason } : {}) },
    ifMatch: '*',
  });
const at = ({ id }: Proposal) => ({ project: project.project, proposal: id });
const approve = (who: Someone, proposal: Proposal, hash = proposal.hash) =>
  project[who].call(approveProposal, { params: at(proposal), body: { hash } });
const read = (proposal: Proposal) => project.client.call(getProposal, { params: at(proposal) });
const isOn = async (flag = 'checkout') => (await project.state(flag, 'production')).enabledNow;
const actions = async () => {
  const { items } = await project.client.call(listChanges, { params: { project: project.project } });
  return items.map(({ subject, action }) => `${subject} ${action}`);
};

describe('with one approval needed', () => {
  beforeEach(() => project.protect('production'));

  test('a proposal shows what it would change, for whom and why', async () => {
    const proposal = await switchOn('checkout', 'launch').propose(project.ada);

    expect(proposal).toMatchObject({
      state: 'open',
      author: { kind: 'token', name: 'Ada' },
      endpoint: 'switchFlag',
      params: { flag: 'checkout', environment: 'production' },
      body: { enabled: true, reason: 'launch' },
      required: 1,
      approvals: [],
      reason: 'launch',
      note: null,
      endedAt: null,
    });
    // Staging and preview only follow production.
    expect(proposal.effects).toMatchObject([
      {
        environment: 'production',
        isProtected: true,
        kind: 'flag',
        key: 'checkout',
        before: { enabled: false },
        after: { enabled: true },
      },
    ]);
    expect(await read(proposal)).toEqual(proposal);
  });

  test('nobody approves their own, and nothing is made by trying', async () => {
    const proposal = await switchOn().propose(project.ada);

    expect(await refusalCode(approve('ada', proposal))).toBe('own-proposal');
    expect(await isOn()).toBe(false);
    expect(await read(proposal)).toEqual(proposal);
  });

  test('an approval is for the hash that was seen', async () => {
    const proposal = await switchOn().propose(project.ada);

    expect(await refusalCode(approve('ben', proposal, 'f'.repeat(64)))).toBe('proposal-stale');
    expect(await read(proposal)).toMatchObject({ state: 'open' });
    expect(await isOn()).toBe(false);
  });

  test('every step leaves its change, and the change it makes says on whose behalf', async () => {
    const proposal = await switchOn().propose(project.ada);
    await approve('ben', proposal);

    expect((await actions()).slice(0, 3)).toEqual([
      'flag-config switch',
      'proposal approve',
      'proposal propose',
    ]);
    const { items } = await project.client.call(listChanges, { params: { project: project.project } });
    expect(items.map(({ actor, onBehalfOf }) => [actor.name, onBehalfOf]).slice(0, 3)).toEqual([
      ['Ben', 'Ada'],
      ['Ben', null],
      ['Ada', null],
    ]);
  });

  test.each([
    { ending: 'applied', end: (proposal: Proposal) => approve('ben', proposal) },
    {
      ending: 'rejected',
      end: (proposal: Proposal) =>
        project.ben.call(rejectProposal, { params: at(proposal), body: { reason: 'too early' } }),
    },
    {
      ending: 'withdrawn',
      end: (proposal: Proposal) => project.ada.call(withdrawProposal, { params: at(proposal), body: {} }),
    },
  ])('what is $ending has ended for everybody', async ({ ending, end }) => {
    const proposal = await switchOn().propose(project.ada);

    const ended = await end(proposal);

    expect(ended).toMatchObject({ state: ending, endedAt: expect.any(String) });
    expect(await refusalCode(approve('cleo', proposal))).toBe('proposal-ended');
    expect(await refusalCode(end(proposal))).toBe('proposal-ended');
    expect(await isOn()).toBe(ending === 'applied');
  });

  test('only who made a proposal withdraws it', async () => {
    const proposal = await switchOn().propose(project.ada);

    const withdrawn = project.ben.call(withdrawProposal, { params: at(proposal), body: {} });

    expect(await refusalCode(withdrawn)).toBe('not-your-proposal');
  });

  test('proposals are listed by state, newest first, page by page', async () => {
    const first = await switchOn().propose(project.ada);
    const second = await switchOn('basket').propose(project.ada);
    await project.ada.call(withdrawProposal, { params: at(first), body: {} });
    const list = (query: object) =>
      project.client.call(listProposals, { params: { project: project.project }, query });
    const ids = async (query: object) => (await list(query)).items.map(({ id }) => id);

    expect(await ids({})).toEqual([second.id, first.id]);
    expect(await ids({ state: 'open' })).toEqual([second.id]);
    expect(await ids({ state: 'withdrawn' })).toEqual([first.id]);
    const { next } = await list({ limit: 1 });
    expect(await ids({ limit: 1, cursor: next ?? '' })).toEqual([first.id]);
    expect(await refusalCode(list({ cursor: 'x' }))).toBe('invalid-request');
  });

  test.each(['0', '999999', 'x'])('there is no proposal %s', async (proposal) => {
    const params = { project: project.project, proposal };

    expect(await refusalCode(project.client.call(getProposal, { params }))).toBe('proposal-not-found');
  });

  test('a proposal of another project is not there', async () => {
    const proposal = await switchOn().propose(project.ada);
    const other = await plantProtected(server);
    const params = { project: other.project, proposal: proposal.id };

    expect(await refusalCode(other.ben.call(getProposal, { params }))).toBe('proposal-not-found');
    const body = { hash: proposal.hash };
    expect(await refusalCode(other.ben.call(approveProposal, { params, body }))).toBe('proposal-not-found');
  });

  test('a developer proposes but does not approve', async () => {
    const body = { name: 'Dan', scope: 'admin', role: 'developer' } as const;
    const params = { project: project.project };
    const { token } = await project.client.call(createToken, { params, body });
    const dan = server.as(token);

    const own = await switchOn('basket').propose(dan);
    const other = await switchOn().propose(project.ada);

    expect(own.author.name).toBe('Dan');
    const approved = dan.call(approveProposal, { params: at(other), body: { hash: other.hash } });
    expect(await refusalCode(approved)).toBe('forbidden');
  });
});

describe('a proposal goes stale', () => {
  beforeEach(() => project.protect('production'));

  test.each([
    {
      given: 'when what it would replace is killed',
      meanwhile: () => project.kill('checkout', 'production'),
    },
    {
      given: 'when another proposal on the same flag is applied',
      meanwhile: async () => {
        const state = await project.state('checkout', 'production');
        const body = { ...state.config, enabled: true, safeVariant: 'off' };
        const call = asked(putFlagConfig, { params: inProduction(), body, ifMatch: '*' });
        await approve('ben', await call.propose(project.cleo));
      },
    },
    {
      given: 'when the protection changes',
      meanwhile: () => project.protect('production', 2),
    },
  ])('$given, at once', async ({ meanwhile }) => {
    const proposal = await switchOn().propose(project.ada);

    await meanwhile();

    expect(await read(proposal)).toMatchObject({ state: 'stale', note: expect.stringContaining('since') });
    expect(await refusalCode(approve('ben', proposal))).toBe('proposal-ended');
    expect(await actions()).toContain('proposal outdate');
  });

  test('when its base changes under it', async () => {
    const params = { project: project.project };
    await project.client.call(createEnvironment, { params, body: { key: 'eu', base: 'production' } });
    await project.protect('eu');
    const inEu = { params: { ...inProduction(), environment: 'eu' }, body: { enabled: true }, ifMatch: '*' };
    const onEu = await asked(switchFlag, inEu).propose(project.ada);
    const onProduction = await switchOn().propose(project.cleo);

    await approve('ben', onProduction);

    expect(await read(onEu)).toMatchObject({ state: 'stale' });
  });

  test('when it would reach another protected environment by now', async () => {
    const proposal = await switchOn().propose(project.ada);
    const params = { project: project.project };
    await project.client.call(createEnvironment, { params, body: { key: 'eu', base: 'production' } });
    await project.protect('eu');

    const problem = await refusal(approve('ben', proposal));

    expect(problem.code).toBe('proposal-stale');
    expect(await read(proposal)).toMatchObject({ state: 'stale', approvals: [] });
    expect(await isOn()).toBe(false);
  });

  test('but not for an unprotected environment that came to follow', async () => {
    const proposal = await switchOn().propose(project.ada);
    const params = { project: project.project };
    const body = { key: 'pr-1', kind: 'on-demand', base: 'production' } as const;
    await project.client.call(createEnvironment, { params, body });

    expect(await approve('ben', proposal)).toMatchObject({ state: 'applied' });
    expect(await project.state('checkout', 'pr-1')).toMatchObject({ enabledNow: true });
  });

  test('but not for a change of something else', async () => {
    const proposal = await switchOn().propose(project.ada);

    await project.kill('basket', 'production');

    expect(await read(proposal)).toMatchObject({ state: 'open' });
    expect(await approve('ben', proposal)).toMatchObject({ state: 'applied' });
  });

  test('when its author had read what is no longer there, though no ruleset has changed', async () => {
    const params = { project: project.project, flag: 'checkout' };
    const edit = {
      name: 'By Ada',
      description: '',
      kind: 'release' as const,
      tags: [],
      owner: null,
      clientVisible: true,
      observe: false,
      variants: { on: true, off: false },
      metadata: {},
    };
    const call = asked(updateFlag, { params, body: edit, ifMatch: '"r1"' });
    const proposal = await call.propose(project.ada);
    const rename = { ...edit, name: 'By Cleo', clientVisible: false };
    await project.cleo.call(updateFlag, { params, body: rename, ifMatch: '"r1"' });

    const problem = await refusal(approve('ben', proposal));

    expect(problem.code).toBe('proposal-stale');
    expect(await read(proposal)).toMatchObject({ state: 'stale' });
  });
});

describe('with two approvals needed', () => {
  beforeEach(() => project.protect('production', 2));

  test('the second makes the change, the first does not', async () => {
    const proposal = await switchOn().propose(project.ada);

    const once = await approve('ben', proposal);
    expect(once).toMatchObject({ state: 'open', required: 2, approvals: [{ by: { name: 'Ben' } }] });
    expect(await isOn()).toBe(false);
    const twice = await approve('cleo', proposal);

    expect(twice).toMatchObject({ state: 'applied', approvals: [{}, {}] });
    expect(await isOn()).toBe(true);
  });

  test('the same person counts once', async () => {
    const proposal = await switchOn().propose(project.ada);

    await approve('ben', proposal);
    const again = await approve('ben', proposal);

    expect(again).toMatchObject({ state: 'open', approvals: [{ by: { name: 'Ben' } }] });
    expect(await isOn()).toBe(false);
  });
});

describe('of several at the same moment', () => {
  const switched = async (key: string) => {
    const params = { project: project.project };
    const { items } = await project.client.call(listChanges, { params, query: { flag: key } });
    return items.filter(({ action }) => action === 'switch').length;
  };

  test.each([1, 2])('approvals apply it once, where %i are needed', async (required) => {
    const flags = ['race-1', 'race-2', 'race-3', 'race-4', 'race-5'];
    for (const key of flags) await project.createFlag({ key });
    await project.protect('production', required);

    for (const flag of flags) {
      const proposal = await switchOn(flag).propose(project.ada);
      const all = [approve('ben', proposal), approve('cleo', proposal), approve('client', proposal)];
      const answers = await Promise.allSettled(all);

      const { state, approvals } = await read(proposal);
      expect({ state, approvals: approvals.length }).toEqual({ state: 'applied', approvals: required });
      expect(await switched(flag)).toBe(1);
      const applied = answers.filter(
        (answer) => answer.status === 'fulfilled' && answer.value.state === 'applied',
      );
      expect(applied.length).toBeGreaterThanOrEqual(1);
    }
  });

  test('an approval and a withdrawal leave one of the two', async () => {
    await project.protect('production');
    const proposal = await switchOn().propose(project.ada);

    await Promise.allSettled([
      approve('ben', proposal),
      project.ada.call(withdrawProposal, { params: at(proposal), body: {} }),
    ]);

    const { state } = await read(proposal);
    expect(['applied', 'withdrawn']).toContain(state);
    expect(await isOn()).toBe(state === 'applied');
  });

  test('an approval and a kill leave the flag killed', async () => {
    await project.protect('production');
    const proposal = await switchOn().propose(project.ada);

    await Promise.allSettled([approve('ben', proposal), project.kill('checkout', 'production')]);

    expect(await project.state('checkout', 'production')).toMatchObject({ killed: true });
    expect(['applied', 'stale']).toContain((await read(proposal)).state);
  });
});
