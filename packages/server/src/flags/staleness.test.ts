import { expect, test } from 'vitest';
import { type StalenessFacts, type Standstill, stalenessOf } from './staleness.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2027-03-01T12:00:00Z');
const daysAgo = (days: number) => NOW - days * DAY;

function standing(environment: string, part: Partial<Standstill> = {}): Standstill {
  const serving = { kind: 'everybody', variant: 'on', heldBy: null } as const;
  return { environment, isPermanent: true, serving, unchangedSince: daysAgo(34), ...part };
}

const settled: StalenessFacts = {
  kind: 'release',
  createdAt: daysAgo(60),
  archivedAt: null,
  lastEvaluatedAt: daysAgo(0),
  evaluations: 1200,
  environments: [standing('production')],
};
const off = { kind: 'off', variant: 'off', heldBy: null } as const;
const some = { kind: 'some', variant: null, heldBy: null } as const;

test.each<{ given: string; facts: Partial<StalenessFacts>; state: string; because: string }>([
  {
    given: 'that has been on for everybody for long',
    facts: {},
    state: 'settled',
    because: 'On for everybody in production for 34 days.',
  },
  {
    given: 'that has been off for long',
    facts: { kind: 'experiment', environments: [standing('production', { serving: off })] },
    state: 'settled',
    because: 'Off for everybody in production for 34 days.',
  },
  {
    given: 'of several variants that serves one of them',
    facts: {
      environments: [
        standing('production', { serving: { kind: 'everybody', variant: 'blue', heldBy: null } }),
      ],
    },
    state: 'settled',
    because: '"blue" for everybody in production for 34 days.',
  },
  {
    given: 'that is the same everywhere, counted from the last change anywhere',
    facts: {
      environments: [standing('production'), standing('staging', { unchangedSince: daysAgo(20) })],
    },
    state: 'settled',
    because: 'On for everybody in production and staging for 20 days.',
  },
  {
    given: 'whose environment is tried out in a preview',
    facts: {
      environments: [standing('production'), standing('pr-1', { isPermanent: false, serving: some })],
    },
    state: 'settled',
    because: 'On for everybody in production for 34 days.',
  },
  {
    given: 'that waits in staging for production',
    facts: { environments: [standing('production', { serving: off }), standing('staging')] },
    state: 'active',
    because: '1,200 times evaluated in the last 24 hours.',
  },
  {
    given: 'that changed within 14 days',
    facts: { environments: [standing('production', { unchangedSince: daysAgo(14) })], evaluations: 1 },
    state: 'active',
    because: 'Once evaluated in the last 24 hours.',
  },
  {
    given: 'of 30 days and no more',
    facts: { createdAt: daysAgo(30), evaluations: 0, lastEvaluatedAt: daysAgo(3) },
    state: 'active',
    because: 'Last evaluated 3 days ago.',
  },
  {
    given: 'that some get',
    facts: { environments: [standing('production', { serving: some })] },
    state: 'active',
    because: '1,200 times evaluated in the last 24 hours.',
  },
  {
    given: 'that splits everybody among variants',
    facts: {
      environments: [standing('production', { serving: { kind: 'everybody', variant: null, heldBy: null } })],
    },
    state: 'active',
    because: '1,200 times evaluated in the last 24 hours.',
  },
  {
    given: 'that is killed',
    facts: {
      environments: [standing('production', { serving: { kind: 'killed', variant: 'off', heldBy: null } })],
    },
    state: 'active',
    because: '1,200 times evaluated in the last 24 hours.',
  },
  {
    given: 'that a required flag holds off',
    facts: {
      environments: [standing('production', { serving: { kind: 'nobody', variant: 'off', heldBy: 'cart' } })],
    },
    state: 'active',
    because: '1,200 times evaluated in the last 24 hours.',
  },
  {
    given: 'that is a kill switch',
    facts: { kind: 'operational' },
    state: 'active',
    because: '1,200 times evaluated in the last 24 hours.',
  },
  {
    given: 'that is a permission',
    facts: { kind: 'permission' },
    state: 'active',
    because: '1,200 times evaluated in the last 24 hours.',
  },
  {
    given: 'without a permanent environment',
    facts: { environments: [standing('pr-1', { isPermanent: false })] },
    state: 'active',
    because: '1,200 times evaluated in the last 24 hours.',
  },
  {
    given: 'that nobody asks for any more',
    facts: { lastEvaluatedAt: daysAgo(15), evaluations: 0 },
    state: 'unused',
    because: 'Not evaluated in production for 15 days.',
  },
  {
    given: 'that nobody asks for any more, a kill switch',
    facts: { kind: 'operational', lastEvaluatedAt: daysAgo(15), evaluations: 0 },
    state: 'unused',
    because: 'Not evaluated in production for 15 days.',
  },
  {
    given: 'that nobody has ever asked for',
    facts: {
      lastEvaluatedAt: null,
      evaluations: 0,
      environments: ['a', 'b', 'c', 'd', 'e'].map((key) => standing(key)),
    },
    state: 'unused',
    because: 'Not evaluated in a, b, c and 2 more since it was created 60 days ago.',
  },
  {
    given: 'that nobody asks for, as far back as counts are kept',
    facts: { createdAt: daysAgo(1000), lastEvaluatedAt: null, evaluations: 0 },
    state: 'unused',
    because: 'Not evaluated in production for 400 days or more.',
  },
  {
    given: 'last evaluated 14 days ago',
    facts: { kind: 'operational', lastEvaluatedAt: daysAgo(14), evaluations: 0 },
    state: 'active',
    because: 'Last evaluated 14 days ago.',
  },
  {
    given: 'that is a week old and not used yet',
    facts: { createdAt: daysAgo(7), lastEvaluatedAt: null, evaluations: 0 },
    state: 'active',
    because: 'Created 7 days ago and not evaluated yet.',
  },
  {
    given: 'made today',
    facts: { createdAt: NOW - 1000 },
    state: 'new',
    because: 'Created within the last 24 hours.',
  },
  {
    given: 'made yesterday',
    facts: { createdAt: daysAgo(1), lastEvaluatedAt: null },
    state: 'new',
    because: 'Created 1 day ago.',
  },
  {
    given: 'in the archive',
    facts: { archivedAt: daysAgo(2) },
    state: 'unused',
    because: 'Archived 2 days ago.',
  },
])('a flag $given is $state', ({ facts, state, because }) => {
  expect(stalenessOf({ ...settled, ...facts }, NOW)).toEqual({ state, because });
});
