import {
  approveProposal,
  archiveFlag,
  type CallInput,
  createEnvironment,
  createFlag,
  createSegment,
  createToken,
  deleteEnvironment,
  deleteSegment,
  dropFlagOverride,
  dropSegmentOverride,
  getEnvironment,
  getFlag,
  killFlag,
  killFlagEverywhere,
  listChanges,
  listReviews,
  previewPromotion,
  promote,
  putFlagConfig,
  putSegmentOverride,
  restoreFlag,
  revertChange,
  switchFlag,
  unarchiveFlag,
  updateEnvironment,
  updateFlag,
  updateSegment,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Asked,
  asked,
  type ProtectedProject,
  plantProtected,
} from '../../../../test/support/protected-project.ts';
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
});
afterAll(() => server.close());

const flag = () => ({ project: project.project, flag: 'checkout' });
const inProduction = () => ({ ...flag(), environment: 'production' });
const internal = () => ({ project: project.project, segment: 'internal' });
const internalInProduction = () => ({ ...internal(), environment: 'production' });
const named = (key: string) => ({ project: project.project, environment: key });
const ifMatch = '*';
const content = { include: ['u1'], exclude: [], rules: [] };

async function config(part: object): Promise<Asked> {
  const { config: present } = await project.state('checkout', 'production');
  return asked(putFlagConfig, { params: inProduction(), body: { ...present, ...part }, ifMatch });
}

async function definition(part: object): Promise<Asked> {
  const {
    key: _k,
    type: _t,
    archivedAt: _a,
    createdAt: _c,
    updatedAt: _u,
    ...present
  } = await project.client.call(getFlag, { params: flag() });
  return asked(updateFlag, { params: flag(), body: { ...present, ...part }, ifMatch });
}

async function environmentEu(base: string | null): Promise<void> {
  const params = { project: project.project };
  await project.client.call(createEnvironment, { params, body: { key: 'eu', base } });
}

function overriddenInStaging(): Promise<unknown> {
  const params = { ...internal(), environment: 'staging' };
  return project.client.call(putSegmentOverride, { params, body: { content }, ifMatch });
}

function promotion(tag = ifMatch): Asked {
  return asked(promote, { params: named('staging'), body: { to: 'production' }, ifMatch: tag });
}

async function previewTag(): Promise<string | undefined> {
  const input = { params: named('staging'), query: { to: 'production' } };
  return (await project.client.request(previewPromotion, input)).etag ?? undefined;
}

async function latestRevert(): Promise<Asked> {
  const params = { project: project.project };
  const query = { flag: 'checkout', limit: 1 };
  const { items } = await project.client.call(listChanges, { params, query });
  return asked(revertChange, { params: { ...params, change: items[0]?.id ?? '' }, body: {} });
}

interface Path {
  path: string;
  /** Before anything is protected. */
  prepare?: () => Promise<unknown>;
  /** Protected besides production, which comes first. */
  also?: string;
  /** Where it is noticed; default production. */
  reaches?: string[];
  change: () => Asked | Promise<Asked>;
}

const paths: readonly Path[] = [
  {
    path: 'a new flag',
    change: () => asked(createFlag, { params: { project: project.project }, body: { key: 'new' } }),
  },
  { path: 'a flag’s definition', change: () => definition({ clientVisible: true }) },
  { path: 'a variant’s value', change: () => definition({ variants: { on: false, off: false } }) },
  { path: 'a flag’s config', change: () => config({ enabled: true, fallthrough: { variant: 'off' } }) },
  {
    path: 'a switch',
    change: () => asked(switchFlag, { params: inProduction(), body: { enabled: true }, ifMatch }),
  },
  {
    path: 'dropping an override',
    prepare: () => project.switch('checkout', 'production', true),
    change: () => asked(dropFlagOverride, { params: inProduction(), ifMatch }),
  },
  {
    path: 'a prerequisite',
    prepare: () => project.createFlag({ key: 'basket' }),
    change: () => config({ prerequisites: [{ flag: 'basket', variants: ['on'] }] }),
  },
  {
    path: 'a schedule entry',
    change: () => config({ schedule: [{ at: Date.parse('2100-01-01T00:00:00Z'), enabled: true }] }),
  },
  { path: 'archiving', change: () => asked(archiveFlag, { params: flag(), body: {}, ifMatch }) },
  {
    path: 'unarchiving',
    prepare: () => project.client.call(archiveFlag, { params: flag(), body: {}, ifMatch }),
    change: () => asked(unarchiveFlag, { params: flag(), body: {}, ifMatch }),
  },
  {
    path: 'restoring',
    prepare: () => project.kill('checkout', 'production'),
    change: () => asked(restoreFlag, { params: inProduction(), body: {} }),
  },
  {
    path: 'a new segment',
    change: () => asked(createSegment, { params: { project: project.project }, body: { key: 'beta' } }),
  },
  {
    path: 'a segment',
    change: () =>
      asked(updateSegment, {
        params: internal(),
        body: { name: 'Internal', description: '', content },
        ifMatch,
      }),
  },
  {
    path: 'deleting a segment',
    prepare: () =>
      project.client.call(createSegment, { params: { project: project.project }, body: { key: 'beta' } }),
    change: () => asked(deleteSegment, { params: { project: project.project, segment: 'beta' }, ifMatch }),
  },
  {
    path: 'a segment’s override',
    change: () => asked(putSegmentOverride, { params: internalInProduction(), body: { content }, ifMatch }),
  },
  {
    path: 'dropping a segment’s override',
    prepare: () =>
      project.client.call(putSegmentOverride, { params: internalInProduction(), body: { content }, ifMatch }),
    change: () => asked(dropSegmentOverride, { params: internalInProduction(), ifMatch }),
  },
  {
    path: 'a promotion',
    prepare: async () => {
      await project.switch('checkout', 'staging', true);
      await overriddenInStaging();
    },
    change: promotion,
  },
  {
    path: 'a promotion, exactly as it was previewed',
    prepare: () => project.switch('checkout', 'staging', true),
    change: async () => promotion(await previewTag()),
  },
  {
    path: 'a promotion to its base, through inheritance',
    prepare: async () => {
      await environmentEu('staging');
      await project.switch('checkout', 'eu', true);
    },
    also: 'staging',
    reaches: ['staging'],
    change: () => asked(promote, { params: named('eu'), body: { to: 'staging' }, ifMatch }),
  },
  {
    path: 'a promotion’s revert',
    prepare: async () => {
      await project.switch('checkout', 'staging', true);
      await promotion().make(project.client);
    },
    change: latestRevert,
  },
  {
    path: 'a base’s edit, through inheritance',
    prepare: () => environmentEu('production'),
    also: 'eu',
    reaches: ['production', 'eu'],
    change: () => asked(switchFlag, { params: inProduction(), body: { enabled: true }, ifMatch }),
  },
  {
    path: 'another base',
    prepare: async () => {
      await environmentEu(null);
      await project.switch('checkout', 'production', true);
    },
    also: 'eu',
    reaches: ['eu'],
    change: () =>
      asked(updateEnvironment, { params: named('eu'), body: { name: 'eu', base: 'production' }, ifMatch }),
  },
  {
    path: 'another base, that only kills',
    prepare: async () => {
      await environmentEu(null);
      await project.kill('checkout', 'production');
    },
    also: 'eu',
    reaches: ['eu'],
    change: () =>
      asked(updateEnvironment, { params: named('eu'), body: { name: 'eu', base: 'production' }, ifMatch }),
  },
  {
    path: 'a revert',
    prepare: () => project.switch('checkout', 'production', true),
    change: latestRevert,
  },
];

describe.each(paths)(
  'in a protected environment $path',
  ({ prepare, also, reaches = ['production'], change }) => {
    beforeEach(async () => {
      await prepare?.();
      await project.protect('production');
      if (also) await project.protect(also);
    });

    const versions = () => Promise.all(reaches.map(project.versionOf));

    test('is refused, and the refusal says where and what', async () => {
      const call = await change();
      const before = await versions();

      const problem = await refusal(call.make(project.ada));

      expect(problem.code).toBe('approval-required');
      expect([...new Set(problem.errors?.map(({ path }) => path))]).toEqual(reaches);
      expect(problem.detail).toContain('Slipway-Propose');
      expect(await versions()).toEqual(before);
    });

    test('is made once somebody else approves the proposal', async () => {
      const call = await change();
      const before = await versions();

      const proposal = await call.propose(project.ada);
      expect(await versions()).toEqual(before);
      const applied = await project.ben.call(approveProposal, {
        params: { project: project.project, proposal: proposal.id },
        body: { hash: proposal.hash },
      });

      expect(proposal).toMatchObject({ state: 'open', author: { name: 'Ada' }, required: 1, approvals: [] });
      expect([...new Set(protectedOf(proposal))]).toEqual(reaches);
      expect(applied).toMatchObject({ state: 'applied', approvals: [{ by: { name: 'Ben' } }] });
      expect(await versions()).toEqual(before.map((version) => version + 1));
      const { items } = await project.client.call(listChanges, {
        params: { project: project.project },
        query: { limit: 1 },
      });
      expect(items[0]).toMatchObject({ actor: { name: 'Ben' }, onBehalfOf: 'Ada' });
      expect(items[0]?.effects.map(({ environment }) => environment)).toEqual(
        expect.arrayContaining(reaches),
      );
    });
  },
);

function protectedOf({ effects }: { effects: { environment: string; isProtected: boolean }[] }): string[] {
  return effects.filter(({ isProtected }) => isProtected).map(({ environment }) => environment);
}

test('deleting a protected environment waits for an approval too', async () => {
  await environmentEu(null);
  await project.protect('eu');
  const call = asked(deleteEnvironment, { params: named('eu'), ifMatch });

  expect(await refusalCode(call.make(project.ada))).toBe('approval-required');
  const { id, hash } = await call.propose(project.ada);
  await project.ben.call(approveProposal, {
    params: { project: project.project, proposal: id },
    body: { hash },
  });

  expect(await refusalCode(project.client.call(getEnvironment, { params: named('eu') }))).toBe(
    'environment-not-found',
  );
});

describe('who may approve and nothing else', () => {
  const account = async (
    rights: Pick<NonNullable<CallInput<typeof createToken>['body']>, 'role' | 'grants'>,
  ) => {
    const body = { name: 'Vera', scope: 'admin', ...rights } as const;
    const params = { project: project.project };
    return server.as((await project.client.call(createToken, { params, body })).token);
  };
  const approver = () => account({ role: 'viewer', grants: [{ permission: 'proposal:approve' }] });
  const baseOfEu = () =>
    asked(updateEnvironment, { params: named('eu'), body: { name: 'eu', base: 'production' }, ifMatch });
  const revertOfBase = async () => {
    const params = { project: project.project };
    const { items } = await project.client.call(listChanges, { params, query: { limit: 1 } });
    return asked(revertChange, { params: { ...params, change: items[0]?.id ?? '' }, body: {} });
  };

  test.each([
    {
      path: 'a promotion, with a segment',
      prepare: async () => {
        await project.switch('checkout', 'staging', true);
        await overriddenInStaging();
      },
      reaches: 'production',
      change: () => promotion(),
    },
    {
      path: 'a permanent environment’s other base',
      prepare: async () => {
        await environmentEu(null);
        await project.switch('checkout', 'production', true);
      },
      reaches: 'eu',
      change: baseOfEu,
    },
    {
      path: 'a permanent environment’s deletion',
      prepare: () => environmentEu(null),
      reaches: 'eu',
      isGone: true,
      change: () => asked(deleteEnvironment, { params: named('eu'), ifMatch }),
    },
    {
      path: 'the revert of a permanent environment’s change',
      prepare: async () => {
        await environmentEu(null);
        await project.switch('checkout', 'production', true);
        await baseOfEu().make(project.client);
      },
      reaches: 'eu',
      change: revertOfBase,
    },
  ])('approves $path', async ({ prepare, reaches, isGone = false, change }) => {
    await prepare();
    const call = await change();
    await project.protect('production');
    if (reaches !== 'production') await project.protect(reaches);
    const vera = await approver();
    const version = await project.versionOf(reaches);

    const { id, hash } = await call.propose(project.ada);
    const params = { project: project.project, proposal: id };
    const applied = await vera.call(approveProposal, { params, body: { hash } });

    expect(applied).toMatchObject({ state: 'applied', approvals: [{ by: { name: 'Vera' } }] });
    if (isGone) expect(await refusalCode(project.versionOf(reaches))).toBe('environment-not-found');
    else expect(await project.versionOf(reaches)).toBe(version + 1);
  });

  test('makes and proposes nothing, and neither does who may write flags and no permanent environment', async () => {
    await overriddenInStaging();
    await environmentEu(null);
    await project.switch('checkout', 'production', true);
    await project.protect('production');
    await project.protect('eu');
    const vera = await approver();
    const dan = await account({ role: 'developer' });

    const tries = [
      () => promotion().propose(vera),
      () => baseOfEu().propose(vera),
      () => baseOfEu().propose(dan),
    ];
    for (const propose of tries) expect(await refusalCode(propose())).toBe('forbidden');
  });
});

describe('a kill in a protected environment', () => {
  beforeEach(() => project.protect('production'));

  const openReviews = async () =>
    (await project.client.call(listReviews, { params: { project: project.project } })).items;

  test.each([
    { path: 'there', kill: () => project.ada.call(killFlag, { params: inProduction(), body: {} }) },
    { path: 'everywhere', kill: () => project.ada.call(killFlagEverywhere, { params: flag(), body: {} }) },
  ])('$path passes at once and opens a review', async ({ kill }) => {
    await kill();

    expect(await project.state('checkout', 'production')).toMatchObject({ killed: true });
    expect(await openReviews()).toMatchObject([
      { flag: 'checkout', environment: 'production', closedAt: null, closedBy: null },
    ]);
  });

  test('that changes nothing opens no second review', async () => {
    await project.kill('checkout', 'production');
    await project.kill('checkout', 'production');

    expect(await openReviews()).toHaveLength(1);
  });

  test('is lifted by nobody alone', async () => {
    await project.kill('checkout', 'production');

    const refused = refusalCode(project.ada.call(restoreFlag, { params: inProduction(), body: {} }));

    expect(await refused).toBe('approval-required');
    expect(await project.state('checkout', 'production')).toMatchObject({ killed: true });
  });
});

test('what reaches no protected environment needs nobody, and cannot be proposed', async () => {
  await project.protect('production');
  const inStaging = { params: { ...flag(), environment: 'staging' }, body: { enabled: true }, ifMatch };
  const call = asked(switchFlag, inStaging);

  expect(await refusalCode(call.propose(project.ada))).toBe('nothing-to-propose');
  await call.make(project.ada);

  expect(await project.state('checkout', 'staging')).toMatchObject({ enabledNow: true });
  // What holds there already is no change either.
  expect(await refusalCode(call.propose(project.ada))).toBe('nothing-to-propose');
});

test('what has no effect on production needs nobody: a flag’s name', async () => {
  await project.protect('production');

  await (await definition({ name: 'Checkout' })).make(project.ada);

  expect(await project.client.call(getFlag, { params: flag() })).toMatchObject({ name: 'Checkout' });
});

test('a call that never needs an approval cannot be proposed', async () => {
  const call = asked(killFlag, { params: inProduction(), body: {} });

  expect(await refusalCode(call.propose(project.ada))).toBe('invalid-request');
  expect(await project.state('checkout', 'production')).toMatchObject({ killed: false });
});
