import type { Change, FlagConfig, Segment } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { bucketText, splitOf } from './bucket.ts';
import { boundariesOf, configAt, dependenciesOf } from './relevant.ts';

const config: FlagConfig = {
  enabled: true,
  schedule: [
    { at: 100, enabled: true },
    { at: 900, enabled: false },
  ],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [{ flag: 'new-cart', variants: ['on'] }],
  targets: [],
  rules: [
    { id: 'r1', conditions: [{ segment: 'internal' }], serve: { variant: 'on' }, from: 500, until: null },
    {
      id: 'r2',
      conditions: [{ attribute: 'plan', operator: 'one-of', values: ['pro'] }],
      serve: {
        split: {
          by: 'company',
          salt: 's',
          algorithm: 1,
          weights: [
            ['on', 25_000],
            ['none', 0],
            ['off', 75_000],
          ],
        },
      },
    },
  ],
  fallthrough: { variant: 'off' },
};
const segments = new Map<string, Segment['content']>([
  ['internal', { include: [], exclude: [], rules: [{ conditions: [{ segment: 'staff' }] }] }],
  [
    'staff',
    {
      include: [],
      exclude: [],
      rules: [{ conditions: [{ attribute: 'email', operator: 'exists' }, { segment: 'internal' }] }],
    },
  ],
]);

test('an answer depends on required flags, nested segments and all attributes looked at', () => {
  expect(dependenciesOf(config, segments)).toEqual({
    flags: ['new-cart'],
    segments: ['internal', 'staff'],
    attributes: ['plan', 'email', 'company'],
  });
});

test('what is still to come by itself is listed in order of time', () => {
  expect(boundariesOf(config, 400)).toEqual([
    { at: 500, what: 'rule r1 begins' },
    { at: 900, what: 'switches off by its schedule' },
  ]);
});

describe('the split that a rung looked at', () => {
  test('is laid out over the buckets', () => {
    expect(splitOf(config, { kind: 'rule', ruleId: 'r2' })).toEqual({
      by: 'company',
      slices: [
        { variant: 'on', from: 0, until: 25_000 },
        { variant: 'off', from: 25_000, until: 100_000 },
      ],
    });
  });

  test.each([
    { kind: 'rule', ruleId: 'r1' },
    { kind: 'rule', ruleId: 'gone' },
    { kind: 'fallthrough' },
    { kind: 'killed' },
  ])('is none for $kind $ruleId', (rung) => expect(splitOf(config, rung)).toBeNull());
});

describe('the config at a version', () => {
  const change = (content: unknown, more: Partial<Change> = {}): Change => ({
    id: '1',
    at: '2026-11-23T10:00:00.000Z',
    actor: { kind: 'person', id: '1', name: 'Ada' },
    action: 'set',
    subject: 'flag-config',
    key: 'f',
    environment: 'production',
    before: null,
    after: content as Change['after'],
    reason: null,
    origin: null,
    effects: [{ environment: 'production', version: 12 }],
    revertOf: null,
    onBehalfOf: null,
    ...more,
  });
  const older = { ...config, enabled: false };

  test('is the present one when it has not changed since', () => {
    expect(configAt(14, 'production', { version: 14, config }, [])).toBe(config);
  });

  test('is what the change left that made the version', () => {
    expect(configAt(12, 'production', { version: 14, config }, [change({ config: older })])).toEqual(older);
  });

  test.each([
    { what: 'no such change', changes: [], version: 12 },
    { what: 'a change elsewhere', changes: [change({ config: older })], version: 13 },
    { what: 'erased content', changes: [change(null)], version: 12 },
    { what: 'a segment’s change', changes: [change({ config: older }, { subject: 'segment' })], version: 12 },
    { what: 'an unknown version', changes: [change({ config: older })], version: undefined },
  ])('is unknown given $what', ({ changes, version }) =>
    expect(configAt(version, 'production', { version: 14, config }, changes)).toBeNull(),
  );
});

test('buckets are readable', () => expect(bucketText(42_566)).toBe('42,566'));
