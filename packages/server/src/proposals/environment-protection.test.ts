import {
  approveProposal,
  type Client,
  closeReview,
  createEnvironment,
  createToken,
  getEnvironment,
  getProposal,
  killFlag,
  listChanges,
  listReviews,
  type Proposal,
  protectEnvironment,
  type Review,
  updateEnvironment,
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
});
afterAll(() => server.close());

const named = (environment: string) => ({ project: project.project, environment });
const protection = (environment: string, isProtected: boolean, ifMatch = '*') =>
  project.client.request(protectEnvironment, { params: named(environment), body: { isProtected }, ifMatch });

describe('an environment', () => {
  test('is protected, and says so', async () => {
    const { body, etag } = await protection('production', true);

    expect(body).toEqual({ environment: 'production', isProtected: true, approvals: 1 });
    const read = await project.client.request(getEnvironment, { params: named('production') });
    expect(read).toMatchObject({ body: { isProtected: true, approvals: 1 }, etag });
    const query = { limit: 1 };
    const { items } = await project.client.call(listChanges, { params: { project: project.project }, query });
    expect(items[0]).toMatchObject({
      subject: 'environment',
      action: 'protect',
      key: 'production',
      before: { isProtected: false },
      after: { isProtected: true },
    });
  });

  test('is not protected by who has read an older state', async () => {
    await protection('production', true, '"r1"');

    expect(await refusalCode(protection('production', true, '"r1"'))).toBe('precondition-failed');
    const params = named('production');
    const without = project.client.call(protectEnvironment, { params, body: { isProtected: false } });
    expect(await refusalCode(without)).toBe('precondition-required');
  });

  test('is not protected while its base is not', async () => {
    const problem = await refusal(protection('staging', true));

    expect(problem.code).toBe('base-refused');
    expect(problem.detail).toContain('"production"');
  });

  test('stays protected while a protected one follows it', async () => {
    await protection('production', true);
    await protection('staging', true);

    expect(await refusalCode(protection('production', false))).toBe('base-refused');
    expect(await refusalCode(protection('staging', false))).toBe('approval-required');
  });

  test('that is protected takes no unprotected base', async () => {
    const params = { project: project.project };
    await project.client.call(createEnvironment, { params, body: { key: 'eu' } });
    await protection('eu', true);
    const body = { name: 'eu', base: 'production' };

    const moved = project.client.call(updateEnvironment, { params: named('eu'), body, ifMatch: '*' });

    expect(await refusalCode(moved)).toBe('base-refused');
  });

  test('made on a protected base is not protected itself', async () => {
    await protection('production', true);
    const params = { project: project.project };

    const body = { key: 'pr-1', base: 'production', kind: 'on-demand' } as const;
    const made = await project.ada.call(createEnvironment, { params, body });

    expect(made).toMatchObject({ isProtected: false });
  });

  test('is protected by administrators only', async () => {
    const body = { name: 'Rae', scope: 'admin', role: 'releaser' } as const;
    const { token } = await project.client.call(createToken, { params: { project: project.project }, body });
    const wanted = { params: named('production'), body: { isProtected: true }, ifMatch: '*' };

    expect(await refusalCode(server.as(token).call(protectEnvironment, wanted))).toBe('forbidden');
  });
});

describe('lowering a protection', () => {
  const read = () => project.client.call(getEnvironment, { params: named('production') });
  const newest = async () =>
    (await project.client.call(listChanges, { params: { project: project.project }, query: { limit: 1 } }))
      .items[0];
  const lowering = (isProtected: boolean, approvals = 1) =>
    asked(protectEnvironment, {
      params: named('production'),
      body: { isProtected, approvals },
      ifMatch: '*',
    });
  const approve = (by: Client, { id, hash }: Proposal) =>
    by.call(approveProposal, { params: { project: project.project, proposal: id }, body: { hash } });

  beforeEach(() => project.protect('production', 2));

  test.each([
    { given: 'taking it away', isProtected: false, approvals: 1 },
    { given: 'asking fewer', isProtected: true, approvals: 1 },
  ])('$given waits for as many others as the environment asks', async ({ isProtected, approvals }) => {
    const wanted = lowering(isProtected, approvals);
    expect(await refusalCode(wanted.make(project.ada))).toBe('approval-required');

    const proposal = await wanted.propose(project.ada);

    expect(proposal).toMatchObject({
      endpoint: 'protectEnvironment',
      required: 2,
      effects: [
        {
          environment: 'production',
          isProtected: true,
          kind: 'protection',
          key: 'production',
          before: { isProtected: true, approvals: 2 },
          after: { isProtected, approvals },
        },
      ],
    });
    expect(await refusalCode(approve(project.ada, proposal))).toBe('own-proposal');
    await approve(project.ben, proposal);
    expect(await read()).toMatchObject({ isProtected: true, approvals: 2 });
    expect(await approve(project.cleo, proposal)).toMatchObject({ state: 'applied' });
    expect(await read()).toMatchObject({ isProtected, approvals });
    expect(await newest()).toMatchObject({
      action: isProtected ? 'protect' : 'unprotect',
      actor: { name: 'Cleo' },
      onBehalfOf: 'Ada',
      before: { isProtected: true, approvals: 2 },
      after: { isProtected, approvals },
    });
  });

  test('is proposed for the protection that is there: any change of it outdates the proposal', async () => {
    const [lower, off] = [
      await lowering(true).propose(project.ada),
      await lowering(false).propose(project.ben),
    ];

    await lowering(true, 3).make(project.ada);

    for (const { id } of [lower, off])
      expect(
        await project.client.call(getProposal, { params: { project: project.project, proposal: id } }),
      ).toMatchObject({ state: 'stale' });
  });

  test('raising it passes at once, and cannot be proposed', async () => {
    await lowering(true, 3).make(project.ada);

    expect(await read()).toMatchObject({ isProtected: true, approvals: 3 });
    expect(await refusalCode(lowering(true, 4).propose(project.ada))).toBe('nothing-to-propose');
  });

  test('is done alone by an owner only, with a reason that stays', async () => {
    const breakGlass = (by: Client, reason?: string) =>
      by.call(protectEnvironment, {
        params: named('production'),
        body: { isProtected: false, breakGlass: true, ...(reason === undefined ? {} : { reason }) },
        ifMatch: '*',
      });
    const open = await lowering(true).propose(project.ben);

    expect(await refusalCode(breakGlass(project.ada, 'nobody else is here'))).toBe('forbidden');
    expect(await refusalCode(breakGlass(project.client))).toBe('invalid-request');
    for (const nothing of [' ', ' \u200b ', '…'])
      expect(await refusalCode(breakGlass(project.client, nothing))).toBe('invalid-request');
    await breakGlass(project.client, 'nobody else is here');

    expect(await read()).toMatchObject({ isProtected: false });
    expect(await newest()).toMatchObject({
      action: 'break-glass',
      subject: 'environment',
      reason: 'nobody else is here',
    });
    const params = { project: project.project, proposal: open.id };
    expect(await project.client.call(getProposal, { params })).toMatchObject({ state: 'stale' });
  });
});

describe('a review', () => {
  let review: Review | undefined;
  beforeEach(async () => {
    await project.createFlag({ key: 'checkout' });
    await protection('production', true);
    const params = { ...named('production'), flag: 'checkout' };
    await project.ada.call(killFlag, { params, body: { reason: 'errors' } });
    const { items } = await project.client.call(listReviews, { params: { project: project.project } });
    review = items[0];
  });

  const close = (who: 'ada' | 'ben' | 'cleo', note: string) =>
    project[who].call(closeReview, {
      params: { project: project.project, review: review?.id ?? '' },
      body: { note },
    });

  test('is closed by somebody who has not killed, with a note', async () => {
    expect(await refusalCode(close('ada', 'mine'))).toBe('own-review');

    const closed = await close('ben', 'payment provider was down');

    expect(closed).toMatchObject({ closedBy: { name: 'Ben' }, note: 'payment provider was down' });
    const list = async (state: 'open' | 'closed') =>
      (await project.client.call(listReviews, { params: { project: project.project }, query: { state } }))
        .items;
    expect(await list('open')).toEqual([]);
    expect(await list('closed')).toEqual([closed]);
  });

  test('is closed once', async () => {
    const closed = await close('ben', 'first');

    expect(await close('cleo', 'second')).toEqual(closed);
  });

  test('names the change that opened it', async () => {
    const { items } = await project.client.call(listChanges, { params: { project: project.project } });

    expect(items.find(({ action }) => action === 'kill')?.id).toBe(review?.change);
  });
});
