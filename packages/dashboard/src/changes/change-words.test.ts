import { type Change, changeSubjects, Json } from '@slipway/api';
import type { FlagConfig } from '@slipway/engine';
import { describe, expect, test } from 'vitest';
import { changeWords } from './change-words.ts';

const off: FlagConfig = {
  enabled: false,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};
const on: FlagConfig = { ...off, enabled: true };
const some: FlagConfig = {
  ...on,
  rules: [{ id: 'r1', conditions: [{ segment: 'internal' }], serve: { variant: 'on' } }],
  fallthrough: { variant: 'off' },
};
const state = (config: FlagConfig, killed = false, source = 'override') => {
  const content: unknown = JSON.parse(JSON.stringify({ config, killed, killedHere: killed, source }));
  return Json.parse(content);
};

function change(subject: Change['subject'], action: string, rest: Partial<Change> = {}): Change {
  return {
    id: '50',
    at: '2026-11-23T10:00:00.000Z',
    actor: { kind: 'person', id: '1', name: 'Ada' },
    action,
    subject,
    key: 'new-checkout',
    environment: null,
    before: null,
    after: null,
    reason: null,
    origin: null,
    effects: [],
    revertOf: null,
    onBehalfOf: null,
    ...rest,
  };
}

const production = { environment: 'production' };
const person = { key: '7' };
const self = { key: '1' };

/** Everything that the server records, as the first argument says what and the last what it reads like. */
const sentences: [Change['subject'], string, Partial<Change>, string][] = [
  ['project', 'create', { key: 'academy', after: { name: 'Academy' } }, 'Ada created the project “academy”'],
  ['project', 'update', { before: { name: 'A' }, after: { name: 'B' } }, 'Ada renamed the project “B”'],
  [
    'project',
    'update',
    { before: { name: 'A', description: '' }, after: { name: 'A', description: 'x' } },
    'Ada edited the description of the project',
  ],
  [
    'environment',
    'create',
    { key: 'review', after: { base: 'staging' } },
    'Ada created review, which follows staging',
  ],
  [
    'environment',
    'update',
    { key: 'review', before: { name: 'A', base: null }, after: { name: 'B', base: 'staging' } },
    'Ada renamed review to “B” and let review follow staging',
  ],
  [
    'environment',
    'update',
    { key: 'review', before: { name: 'A', base: 'staging' }, after: { name: 'A', base: null } },
    'Ada let review stand alone',
  ],
  ['environment', 'delete', { key: 'review' }, 'Ada deleted the environment review'],
  ['environment', 'redeploy', { key: 'review' }, 'Ada deployed review again'],
  ['environment', 'sleep', { key: 'review', after: { how: 'paused' } }, 'Ada put review to sleep'],
  ['environment', 'wake', { key: 'review' }, 'Ada woke review'],
  ['environment', 'extend', { key: 'review', after: { expiresAt: null } }, 'Ada let review stay'],
  ['environment', 'keep', { key: 'review' }, 'Ada kept review from being destroyed'],
  ['environment', 'let-go', { key: 'review' }, 'Ada let review go: it may be destroyed'],
  [
    'environment',
    'reset-data',
    { key: 'review', after: { seed: 'demo' } },
    'Ada reset the data of review to the seed “demo”',
  ],
  ['environment', 'snapshot', { key: 'review', after: { name: 'a' } }, 'Ada took the snapshot “a” of review'],
  [
    'environment',
    'restore-data',
    { key: 'review', after: { name: 'a' } },
    'Ada put the data of review back to the snapshot “a”',
  ],
  [
    'environment',
    'clone',
    { key: 'second', after: { from: 'review' } },
    'Ada made second as a clone of review',
  ],
  ['environment', 'destroy', { key: 'review' }, 'Ada destroyed review'],
  [
    'environment',
    'share',
    { key: 'review', after: { label: 'Marketing' } },
    'Ada made a share link of review, “Marketing”',
  ],
  ['environment', 'unshare', { key: 'review', before: {} }, 'Ada revoked a share link of review'],
  ['environment', 'access', { key: 'review', after: { access: 'public' } }, 'Ada opened review to everybody'],
  [
    'environment',
    'protect',
    { key: 'production', before: { isProtected: false }, after: { isProtected: true, approvals: 2 } },
    'Ada protected production: changes need 2 approvals',
  ],
  [
    'environment',
    'protect',
    {
      key: 'production',
      before: { isProtected: true, approvals: 2 },
      after: { isProtected: true, approvals: 1 },
    },
    'Ada let changes of production need 1 approval',
  ],
  ['environment', 'unprotect', { key: 'production' }, 'Ada stopped protecting production'],
  [
    'environment',
    'break-glass',
    { key: 'production', after: { isProtected: false, approvals: 1 } },
    'Ada broke the glass: stopped protecting production without anybody’s approval',
  ],
  ['flag', 'create', {}, 'Ada created the flag new-checkout'],
  [
    'flag',
    'update',
    { before: { owner: null, tags: [] }, after: { owner: 'Ben', tags: ['a'] } },
    'Ada edited owner and tags of new-checkout',
  ],
  [
    'flag',
    'update',
    { before: { owner: null }, after: { owner: 'Ben' } },
    'Ada made Ben the owner of new-checkout',
  ],
  [
    'flag',
    'update',
    { before: { observe: false }, after: { observe: true } },
    'Ada began to record outcomes of new-checkout',
  ],
  [
    'flag',
    'update',
    { before: { variants: { on: true } }, after: { variants: { on: true, maybe: false } } },
    'Ada gave new-checkout the variant maybe',
  ],
  ['flag', 'archive', {}, 'Ada archived new-checkout'],
  ['flag', 'unarchive', {}, 'Ada brought new-checkout back from the archive'],
  [
    'flag-config',
    'set',
    { ...production, before: state(off), after: state(some) },
    'Ada changed new-checkout in production, now on for everyone in segment internal',
  ],
  [
    'flag-config',
    'set',
    { ...production, before: state(off), after: state(on) },
    'Ada switched new-checkout on in production',
  ],
  [
    'flag-config',
    'set',
    { ...production, before: state(off), after: state({ ...off, safeVariant: 'on' }) },
    'Ada changed new-checkout in production: when killed, everyone gets on instead of the off variant',
  ],
  [
    'flag-config',
    'set',
    { ...production, before: state(on, false, 'base'), after: state(on) },
    'Ada changed new-checkout in production: it has a config of its own, the same as before',
  ],
  [
    'flag-config',
    'switch',
    { ...production, before: state(off), after: state(on) },
    'Ada switched new-checkout on in production',
  ],
  [
    'flag-config',
    'switch',
    { ...production, before: state(on), after: state(off) },
    'Ada switched new-checkout off in production',
  ],
  [
    'flag-config',
    'drop',
    { ...production, before: state(on), after: state(off) },
    'Ada dropped what new-checkout had of its own in production, now off: everyone gets off',
  ],
  [
    'flag-config',
    'promote',
    { ...production, before: state(off), after: state(some) },
    'Ada promoted new-checkout to production, now on for everyone in segment internal',
  ],
  [
    'flag-config',
    'kill',
    { ...production, before: state(on), after: state(on, true) },
    'Ada killed new-checkout in production',
  ],
  [
    'flag-config',
    'restore',
    { ...production, before: state(on, true), after: state(on) },
    'Ada restored new-checkout in production, now on: everyone gets on',
  ],
  [
    'flag-config',
    'pass',
    {
      ...production,
      actor: { kind: 'schedule', id: 'schedule', name: 'Schedule' },
      before: { enabled: true, rules: [] },
      after: { enabled: false, rules: [] },
    },
    'The schedule switched new-checkout off in production',
  ],
  [
    'flag-config',
    'pass',
    {
      ...production,
      actor: { kind: 'schedule', id: 'schedule', name: 'Schedule' },
      before: { enabled: true, rules: [] },
      after: { enabled: true, rules: ['r1'] },
    },
    'The schedule began a dated rule of new-checkout in production',
  ],
  ['segment', 'create', { key: 'beta' }, 'Ada created the segment beta'],
  [
    'segment',
    'update',
    { key: 'beta', before: { content: { include: [] } }, after: { content: { include: ['u1'] } } },
    'Ada changed who belongs to beta',
  ],
  [
    'segment',
    'update',
    { key: 'beta', before: { name: 'A', content: {} }, after: { name: 'B', content: {} } },
    'Ada edited name or description of beta',
  ],
  ['segment', 'delete', { key: 'beta' }, 'Ada deleted the segment beta'],
  [
    'segment-override',
    'set',
    { key: 'beta', ...production },
    'Ada changed who belongs to beta in production',
  ],
  [
    'segment-override',
    'drop',
    { key: 'beta', ...production },
    'Ada dropped what beta had of its own in production',
  ],
  ['segment-override', 'promote', { key: 'beta', ...production }, 'Ada promoted beta to production'],
  [
    'token',
    'create',
    { after: { name: 'web', scope: 'server', environment: 'production' } },
    'Ada made the server token “web” for production',
  ],
  [
    'token',
    'revoke',
    { before: { name: 'ci', scope: 'deploy', environment: null } },
    'Ada revoked the deploy token “ci”',
  ],
  ['member', 'create', { ...person, after: { role: 'viewer' } }, 'Ada added Ben as viewer'],
  ['member', 'create', { ...self, after: { role: 'viewer' } }, 'Ada joined as viewer'],
  [
    'member',
    'update',
    { ...person, before: { role: 'viewer' }, after: { role: 'releaser' } },
    'Ada made Ben releaser instead of viewer',
  ],
  [
    'member',
    'update',
    { ...person, before: { role: 'viewer' }, after: { role: 'viewer' } },
    'Ada changed what Ben may do',
  ],
  ['member', 'remove', { ...person, before: { role: 'viewer' } }, 'Ada removed Ben, who was viewer'],
  ['member', 'remove', { ...self, before: { role: 'viewer' } }, 'Ada left the project'],
  [
    'member',
    'erase',
    { ...person, before: { role: 'viewer' } },
    'Ada erased the data of a member, who was viewer',
  ],
  ['invitation', 'create', { after: { role: 'viewer' } }, 'Ada invited somebody as viewer'],
  [
    'invitation',
    'create',
    { after: { role: 'stakeholder', environments: ['review'] } },
    'Ada invited somebody as stakeholder who sees review',
  ],
  ['invitation', 'withdraw', { before: { role: 'viewer' } }, 'Ada withdrew an invitation as viewer'],
  ['invitation', 'accept', { after: { role: 'viewer' } }, 'Ada accepted an invitation as viewer'],
  ['service', 'create', { key: 'web', after: {} }, 'Ada registered the service “web”'],
  ['service', 'update', { key: 'web', before: {}, after: {} }, 'Ada changed the service “web”'],
  ['service', 'delete', { key: 'web', before: {} }, 'Ada removed the service “web”'],
  [
    'service',
    'set-credential',
    { key: 'web', before: { credential: 'none' }, after: { credential: 'token' } },
    'Ada set the credential of the service “web”',
  ],
  [
    'service',
    'set-credential',
    { key: 'web', before: { credential: 'token' }, after: { credential: 'none' } },
    'Ada removed the credential of the service “web”',
  ],
  ['blueprint', 'create', { key: 'shop', after: {} }, 'Ada added the blueprint “shop”'],
  ['blueprint', 'update', { key: 'shop', before: {}, after: {} }, 'Ada changed the blueprint “shop”'],
  ['blueprint', 'delete', { key: 'shop', before: {} }, 'Ada removed the blueprint “shop”'],
  [
    'variable',
    'set',
    { key: 'API_KEY', after: { isSecret: true, service: 'web', kind: 'demo' } },
    'Ada set the secret “API_KEY” of the service “web” for demo environments',
  ],
  [
    'variable',
    'delete',
    { key: 'MODE', environment: 'staging', before: { isSecret: false, service: null, kind: null } },
    'Ada removed the variable “MODE” in staging',
  ],
  ['person', 'set-up', self, 'Ada set this installation up and became its owner'],
  ['person', 'create', { ...self, after: { by: 'invitation' } }, 'Ada got an account by an invitation'],
  ['person', 'link', self, 'Ada joined their account to the sign-in provider'],
  [
    'person',
    'update',
    { ...self, after: { edited: ['name', 'targetingKey'] } },
    'Ada edited their name and key for flags',
  ],
  ['person', 'change-password', self, 'Ada changed their password'],
  ['person', 'reset-password', self, 'Ada reset their password by mail'],
  ['person', 'erase', person, 'Ada erased the data of a person'],
  [
    'proposal',
    'propose',
    {
      key: '3',
      after: {
        endpoint: 'switchFlag',
        params: { project: 'academy', flag: 'new-checkout', environment: 'production' },
      },
    },
    'Ada proposed to switch new-checkout in production, proposal 3',
  ],
  ['proposal', 'approve', { key: '3', after: { state: 'open' } }, 'Ada approved proposal 3'],
  [
    'proposal',
    'approve',
    { key: '3', after: { state: 'applied' } },
    'Ada approved proposal 3, which was applied',
  ],
  ['proposal', 'reject', { key: '3' }, 'Ada rejected proposal 3'],
  ['proposal', 'withdraw', { key: '3' }, 'Ada withdrew proposal 3'],
  ['proposal', 'outdate', { key: '3' }, 'Ada made proposal 3 stale'],
  [
    'review',
    'close',
    { key: '1', ...production, after: { state: 'closed', change: '44' } },
    'Ada looked at the kill of change 44 in production and closed its review',
  ],
];

const people = new Map([
  ['7', 'Ben'],
  ['9', ''],
]);

describe('a change as a sentence', () => {
  test.each(sentences)('of %s %s', (subject, action, rest, expected) => {
    expect(changeWords(change(subject, action, rest), { people }).text).toBe(expected);
  });

  test.each(changeSubjects)('an action of %s that is new to this page is told without JSON', (subject) => {
    const { text } = changeWords(change(subject, 'polish', { before: { a: 1 }, after: { a: 2 } }));

    expect(text).toContain('new-checkout');
    expect(text).not.toMatch(/[{}[\]]/);
  });

  test.each(sentences)(
    'of %s %s holds without its content, as in rows of older versions',
    (subject, action) => {
      const bare = changeWords(change(subject, action)).text;
      const odd = changeWords(change(subject, action, { before: 'x', after: [1] })).text;

      expect(bare).toMatch(/^Ada \w+/);
      expect(`${bare}${odd}`).not.toMatch(/undefined|null|NaN|\[object/);
    },
  );

  test('names nobody who was erased', () => {
    const actor = { kind: 'person', id: '', name: '' } as const;

    expect(changeWords(change('flag', 'archive', { actor })).text).toBe(
      'Somebody whose data was erased archived new-checkout',
    );
    expect(changeWords(change('member', 'remove', { key: '9' }), { people }).text).toBe(
      'Ada removed somebody whose data was erased',
    );
    expect(changeWords(change('member', 'remove', { key: '8' }), { people }).text).toBe(
      'Ada removed somebody who is no longer here',
    );
  });

  test('says which change it takes back', () => {
    const reverted = change('flag-config', 'set', {
      ...production,
      before: state(on),
      after: state(off),
      revertOf: '41',
    });

    expect(changeWords(reverted).text).toBe(
      'Ada took back change 41 and switched new-checkout off in production',
    );
  });
});
