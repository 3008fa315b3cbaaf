import { endpoints } from '@slipway/api';
import { expect, test } from 'vitest';
import { proposedWords } from './proposal-words.ts';

const config = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};
const params = {
  project: 'academy',
  flag: 'new-checkout',
  environment: 'production',
  segment: 'beta',
  change: '41',
};

/** What each endpoint that can be proposed reads like, with its body and without. */
const sentences: Record<string, [body: unknown, full: string, bare: string]> = {
  createFlag: [{ key: 'new-cart' }, 'create the flag new-cart', 'create a flag'],
  updateFlag: [{ name: 'New' }, 'edit new-checkout itself', 'edit new-checkout itself'],
  archiveFlag: [{}, 'archive new-checkout', 'archive new-checkout'],
  unarchiveFlag: [{}, 'bring new-checkout back from the archive', 'bring new-checkout back from the archive'],
  putFlagConfig: [
    config,
    'change new-checkout in production, then on: everyone gets on',
    'change new-checkout in production',
  ],
  dropFlagOverride: [
    undefined,
    'drop what new-checkout has of its own in production',
    'drop what new-checkout has of its own in production',
  ],
  switchFlag: [
    { enabled: true },
    'switch new-checkout on in production',
    'switch new-checkout in production',
  ],
  restoreFlag: [{}, 'restore new-checkout in production', 'restore new-checkout in production'],
  createSegment: [{ key: 'vip' }, 'create the segment vip', 'create a segment'],
  updateSegment: [{}, 'change who belongs to beta', 'change who belongs to beta'],
  deleteSegment: [undefined, 'delete the segment beta', 'delete the segment beta'],
  putSegmentOverride: [
    {},
    'change who belongs to beta in production',
    'change who belongs to beta in production',
  ],
  dropSegmentOverride: [
    undefined,
    'drop what beta has of its own in production',
    'drop what beta has of its own in production',
  ],
  updateEnvironment: [
    { name: 'Production', base: null },
    'let production stand alone, named “Production”',
    'edit the environment production',
  ],
  deleteEnvironment: [undefined, 'delete the environment production', 'delete the environment production'],
  protectEnvironment: [
    { isProtected: false, approvals: 1 },
    'stop protecting production',
    'change the protection of production',
  ],
  promote: [
    { to: 'staging', flags: ['a', 'b'], segments: ['c'] },
    'promote a, b and c from production to staging',
    'promote everything of its own from production',
  ],
  revertChange: [{}, 'take back change 41', 'take back change 41'],
};

const proposable = endpoints.filter((one) => 'proposable' in one && one.proposable).map(({ id }) => id);

test('there is a sentence for each endpoint that can be proposed, and for no other', () => {
  expect(Object.keys(sentences).toSorted()).toEqual(proposable.toSorted());
});

test.each(proposable)('%s reads as what it would do', (endpoint) => {
  const [body, full, bare] = sentences[endpoint] ?? [undefined, '', ''];

  expect(proposedWords({ endpoint, params, body }).text).toBe(full);
  expect(proposedWords({ endpoint, params }).text).toBe(bare);
});

test('a promotion of many names a few and counts the rest', () => {
  const body = { to: 'production', flags: ['a', 'b', 'c', 'd', 'e'] };

  const { text } = proposedWords({ endpoint: 'promote', params: { environment: 'staging' }, body });

  expect(text).toBe('promote a, b, c and 2 more from staging to production');
});

test('a lower number of approvals is told as what would hold', () => {
  const body = { isProtected: true, approvals: 2 };

  expect(proposedWords({ endpoint: 'protectEnvironment', params, body }).text).toBe(
    'let changes of production need 2 approvals',
  );
});
