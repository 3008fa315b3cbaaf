import { expect, test } from 'vitest';
import { roleChanges, rolesOf } from './oidc-roles.ts';

const map = {
  dev: [{ project: 'academy', role: 'developer' }],
  ops: [
    { project: 'academy', role: 'releaser' },
    { project: 'shop', role: 'viewer' },
  ],
} as const;

test.each([
  { given: 'no group', groups: [], expected: {} },
  { given: 'an unknown group', groups: ['sales', 'toString', '__proto__'], expected: {} },
  { given: 'one', groups: ['dev'], expected: { academy: 'developer' } },
  { given: 'two for a project', groups: ['dev', 'ops'], expected: { academy: 'releaser', shop: 'viewer' } },
  {
    given: 'two in another order',
    groups: ['ops', 'dev'],
    expected: { academy: 'releaser', shop: 'viewer' },
  },
])('$given gives the greatest role of each project', ({ groups, expected }) => {
  expect(Object.fromEntries(rolesOf(groups, map))).toEqual(expected);
});

const by = (provider: string | null, role: 'viewer' | 'developer' = 'viewer') => ({
  projectId: 1,
  role,
  provider,
});

test.each([
  {
    given: 'somebody new',
    present: [],
    wanted: [[1, 'viewer']],
    changes: [{ before: null, after: 'viewer' }],
  },
  { given: 'the same role', present: [by('idp')], wanted: [[1, 'viewer']], changes: [] },
  {
    given: 'another role',
    present: [by('idp')],
    wanted: [[1, 'developer']],
    changes: [{ before: 'viewer', after: 'developer' }],
  },
  {
    given: 'no group any more',
    present: [by('idp')],
    wanted: [],
    changes: [{ before: 'viewer', after: null }],
  },
  { given: 'a role given by hand', present: [by(null)], wanted: [[1, 'developer']], changes: [] },
  { given: 'a role given by hand and no group', present: [by(null)], wanted: [], changes: [] },
  { given: 'a role by another provider', present: [by('other')], wanted: [], changes: [] },
] as const)('$given: the provider changes what it gave and nothing else', ({ present, wanted, changes }) => {
  const found = roleChanges(present, new Map(wanted), 'idp');

  expect(found).toEqual(changes.map((change) => ({ projectId: 1, ...change })));
});
