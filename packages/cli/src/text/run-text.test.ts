import type { Environment, Plan, Revision } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { exampleRun, exampleStep } from '../../../../test/support/environment-run.ts';
import { differenceText } from './difference-text.ts';
import { planText } from './plan-text.ts';
import { expiryText, hostedTable, runText, sourcesText, stateText } from './run-text.ts';

const now = Date.parse('2026-12-01T12:00:00Z');

const environment = (part: Partial<Environment>): Environment => ({
  key: 'pr-1',
  name: 'pr-1',
  kind: 'on-demand',
  base: 'staging',
  isProtected: false,
  approvals: 0,
  epoch: 1,
  version: 1,
  createdAt: '2026-12-01T09:00:00Z',
  run: null,
  ...part,
});

const revision = (part: Partial<Revision>): Revision => ({
  service: 'web',
  because: 'asked',
  branch: 'feature/a',
  commit: '3f2c1ab'.padEnd(40, '0'),
  tree: 'a'.repeat(40),
  subject: 'New checkout',
  author: 'Developer',
  committedAt: '2026-12-01T08:00:00Z',
  ...part,
});

describe('environments that run here', () => {
  test('are listed with state, branches, age, expiry and address', () => {
    const asked = { blueprint: 'academy', services: { web: { branch: 'feature/a' } }, seed: null };
    const run = exampleRun({ asked, expiresAt: '2026-12-03T12:00:01Z' });

    expect(hostedTable([environment({ run }), environment({ key: 'production' })], now)).toBe(
      [
        'RUNS HERE  STATE  FROM           AGE  EXPIRES  URL',
        'pr-1       ready  web@feature/a  3 h  in 2 d   http://pr-1.localhost:4401',
      ].join('\n'),
    );
  });

  test('are not spoken of where there is none', () => {
    expect(hostedTable([environment({})], now)).toBeNull();
  });
});

test.each([
  { part: { state: 'sleeping' as const, sleep: 'paused' as const }, expected: 'sleeping (paused)' },
  {
    part: { state: 'queued' as const, queue: { position: 2, because: 'full' } },
    expected: 'queued (number 2)',
  },
  {
    part: {
      state: 'failed' as const,
      failure: {
        step: 'build web',
        message: 'It failed.',
        remedy: 'See its log.',
        at: '2026-12-01T12:00:00Z',
      },
    },
    expected: 'failed (build web)',
  },
  { part: { isReachable: false }, expected: 'unreachable' },
])('a state reads as $expected', ({ part, expected }) => expect(stateText(exampleRun(part))).toBe(expected));

test.each([
  { part: { isKept: true }, expected: 'kept' },
  { part: {}, expected: 'never' },
  { part: { expiresAt: '2026-12-01T12:30:00Z' }, expected: 'in 30 min' },
])('an environment expires: $expected', ({ part, expected }) =>
  expect(expiryText(exampleRun(part), now)).toBe(expected),
);

test('what was asked for reads as one would type it', () => {
  const services = { web: { branch: 'feature/a' }, api: { commit: '3f2c1ab0123' } };
  const asked = { blueprint: 'academy', services, sameBranch: 'feature/b', seed: null };

  expect(sourcesText(exampleRun({ asked }))).toBe('web@feature/a + api@3f2c1ab + *@feature/b');
});

test('one environment shows its commits, services, steps and what is not isolated', () => {
  const revisions = { services: [revision({})], blueprint: 'sha256:1', data: null };
  const text = runText(
    {
      run: exampleRun({ revisions }),
      steps: [exampleStep({ name: 'build', service: 'web', endedAt: '2026-12-01T12:00:02Z' })],
      services: [
        {
          name: 'web',
          service: 'web',
          state: 'running',
          url: null,
          since: null,
          restarts: 0,
          memoryBytes: 2 ** 20,
        },
      ],
      database: { sizeBytes: 8 * 2 ** 20, seed: 'demo', template: null },
      snapshots: [{ name: 'before-import', createdAt: '2026-12-01T11:00:00Z', sizeBytes: 1 }],
      logs: [],
      limits: ['Its network is not isolated.'],
    },
    now,
  );

  for (const words of [
    'web      feature/a  3f2c1ab000  asked for  New checkout',
    'web      running  1.0 MiB  0         –',
    'build web  done   2.0 s  from cache',
    '8.0 MiB, seed demo',
    'before-import, 2026-12-01 11:00:00 UTC',
    'Its network is not isolated.',
  ])
    expect(text).toContain(words);
});

test('a plan shows which commit each service would have, and why', () => {
  const plan: Plan = {
    blueprint: 'academy',
    revisions: {
      services: [revision({}), revision({ service: 'api', because: 'default', branch: 'main' })],
      blueprint: 'sha256:1',
      data: null,
    },
    summary: {
      services: [{ name: 'web', service: 'web', route: { path: '/', port: 3000 }, dependsOn: ['api'] }],
      database: { service: 'api', variable: 'DATABASE_URL', seeds: ['default'] },
      warnings: [
        { file: 'compose.yaml', line: 3, column: 1, path: 'x', message: 'Ignored.', remedy: 'Remove it.' },
      ],
      digest: 'sha256:1',
    },
    seed: 'default',
    isDataReady: true,
    runtime: 'process',
    limits: [],
  };

  const text = planText(plan);

  expect(text).toContain('web      feature/a  3f2c1ab000  asked for       New checkout');
  expect(text).toContain('api      main       3f2c1ab000  default branch  New checkout');
  expect(text).toContain('web   web      /      api');
  expect(text).toContain('default, ready to be copied');
  expect(text).toContain('compose.yaml:3: Ignored. Remove it.');
});

test('a difference names commits that only one of both has, flags and data', () => {
  const ahead = [
    { commit: 'b'.repeat(40), subject: 'Show it', author: 'Developer', committedAt: '2026-12-01T08:00:00Z' },
  ];
  const text = differenceText({
    to: 'staging',
    services: [
      {
        service: 'web',
        commit: 'a'.repeat(40),
        otherCommit: 'c'.repeat(40),
        ahead,
        aheadCount: 51,
        behindCount: 2,
      },
      {
        service: 'api',
        commit: 'd'.repeat(40),
        otherCommit: 'd'.repeat(40),
        ahead: [],
        aheadCount: 0,
        behindCount: 0,
      },
    ],
    flags: ['new-checkout'],
    segments: [],
    data: { seed: 'demo', otherSeed: null },
  });

  expect(text.split('\n')).toEqual([
    'web: aaaaaaaaaa instead of cccccccccc, 51 ahead, 2 behind',
    '  + bbbbbbbbbb  Show it (Developer)',
    '  + 50 more',
    '',
    'api: the same commit, dddddddddd',
    '',
    'flags     new-checkout',
    'segments  the same',
    'seed      demo; staging: –',
  ]);
});
