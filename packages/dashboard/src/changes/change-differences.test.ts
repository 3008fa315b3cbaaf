import { type Change, Json } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { differencesOf } from './change-differences.ts';
import { markOf } from './mark-of.ts';

const config = {
  enabled: false,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};
const state = (enabled: boolean, rest: object = {}) => ({
  config: { ...config, enabled },
  killed: false,
  killedHere: false,
  source: 'override',
  ...rest,
});

function told(subject: Change['subject'], before: unknown, after: unknown): string[] {
  const change = { subject, before: Json.parse(before), after: Json.parse(after) };
  return differencesOf(change).map(({ phrase }) => phrase.text);
}

describe('what a change replaced', () => {
  test.each([
    {
      given: 'a switch',
      subject: 'flag-config',
      before: state(false),
      after: state(true),
      expected: ['Switched on'],
    },
    {
      given: 'an override that was dropped',
      subject: 'flag-config',
      before: state(true),
      after: state(false, { source: 'base' }),
      expected: ['Switched off', 'It follows its base again'],
    },
    {
      given: 'a kill',
      subject: 'flag-config',
      before: state(true),
      after: state(true, { killed: true }),
      expected: ['Killed'],
    },
    {
      given: 'a date that has passed',
      subject: 'flag-config',
      before: { enabled: true, rules: ['r1'] },
      after: { enabled: false, rules: ['r2'] },
      expected: ['Switched off by its schedule', 'Rule r2 begins to apply', 'Rule r1 applies no longer'],
    },
    {
      given: 'an edit of a definition',
      subject: 'flag',
      before: { owner: null, tags: ['a'], observe: false, variants: { on: true }, metadata: {} },
      after: { owner: 'Ada', tags: ['a', 'b'], observe: true, variants: { on: 1 }, metadata: { team: 'x' } },
      expected: [
        'Owner: nothing → “Ada”',
        'Tags: “a” → “a”, “b”',
        'Recording of outcomes: no → yes',
        'Variants: on true → 1',
        'Metadata: nothing → team “x”',
      ],
    },
    {
      given: 'an archived flag',
      subject: 'flag',
      before: { archived: false },
      after: { archived: true },
      expected: ['Archived: no → yes'],
    },
    {
      given: 'an edit of a segment',
      subject: 'segment',
      before: { name: 'A', description: '', content: { include: ['u1'], exclude: [], rules: [] } },
      after: { name: 'B', description: '', content: { include: ['u1', 'u2'], exclude: [], rules: [] } },
      expected: ['Name: “A” → “B”', 'u2 is now listed by name'],
    },
    {
      given: 'a new segment',
      subject: 'segment',
      before: null,
      after: { name: 'A', description: '', content: { include: ['u1'], exclude: [], rules: [] } },
      expected: ['Name: “A”', 'u1 belongs to it by name'],
    },
    {
      given: 'an environment under another base',
      subject: 'environment',
      before: { name: 'Review', base: 'staging' },
      after: { name: 'Review', base: null },
      expected: ['Follows: staging → nothing'],
    },
    {
      given: 'a member with other rights',
      subject: 'member',
      before: { person: '7', role: 'viewer', grants: [], environments: [] },
      after: {
        person: '7',
        role: 'developer',
        grants: [{ permission: 'flag:kill', environment: 'production' }],
        environments: [],
      },
      expected: ['Role: “viewer” → “developer”', 'Single permissions: nothing → flag:kill in production'],
    },
    {
      given: 'a token that was revoked',
      subject: 'token',
      before: { name: 'web', scope: 'server', environment: 'production', prefix: 'slw_x', expiresAt: null },
      after: null,
      expected: [
        'Name: it was “web”',
        'Scope: it was “server”',
        'Environment: it was production',
        'Begins with: it was slw_x',
      ],
    },
    {
      given: 'a review',
      subject: 'review',
      before: { state: 'open' },
      after: { state: 'closed', change: '44' },
      expected: ['State: “open” → “closed”', 'Change: nothing → “44”'],
    },
  ] as const)('$given', ({ subject, before, after, expected }) => {
    expect(told(subject, before, after)).toEqual(expected);
  });

  test('is told without braces, however odd the content', () => {
    const text = told('project', { a: { b: [1, { c: null }] } }, { a: 'x', d: [[]] }).join('\n');

    expect(text).not.toMatch(/[{}[\]]|undefined|\[object/);
  });
});

describe('the mark of a change', () => {
  const change = (subject: Change['subject'], action: string, rest: Partial<Change> = {}): Change => ({
    id: '1',
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
  });

  test.each([
    { given: 'a kill', of: change('flag-config', 'kill'), shape: 'kill', tone: 'killed' },
    {
      given: 'a switch',
      of: change('flag-config', 'switch', { before: state(false), after: state(true) }),
      shape: 'on',
      tone: 'on',
    },
    {
      given: 'a schedule that switches off',
      of: change('flag-config', 'pass', {
        before: { enabled: true, rules: [] },
        after: { enabled: false, rules: [] },
      }),
      shape: 'off',
      tone: 'off',
    },
    { given: 'a revert', of: change('flag-config', 'set', { revertOf: '3' }), shape: 'back', tone: 'moving' },
    { given: 'an edit', of: change('flag', 'update'), shape: 'edit', tone: 'moving' },
    { given: 'a token', of: change('token', 'create'), shape: 'token', tone: 'off' },
  ])('of $given', ({ of, shape, tone }) => {
    expect(markOf(of)).toEqual({ shape, tone });
  });
});
