import type { Change, Environment } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { beforeWords, onCallRows } from './on-call-rows.ts';

const at = '2026-11-23T10:00:00.000Z';
const since = Date.parse('2026-11-23T09:30:00.000Z');

function environment(key: string, kind: Environment['kind'] = 'permanent'): Environment {
  return {
    key,
    name: key,
    kind,
    base: null,
    isProtected: false,
    approvals: 1,
    epoch: 1,
    version: 1,
    createdAt: at,
    run: null,
  };
}

function change(rest: Partial<Change>): Change {
  return {
    id: '1',
    at,
    actor: { kind: 'person', id: '1', name: 'Ada' },
    action: 'switch',
    subject: 'flag-config',
    key: 'new-checkout',
    environment: 'production',
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

const places = [environment('production'), environment('staging')];

describe('what those on call look at', () => {
  test.each([
    { given: 'a switch', rest: {}, expected: 1 },
    { given: 'a switch elsewhere', rest: { environment: 'review' }, expected: 0 },
    {
      given: 'a switch in a base of what is shown',
      rest: { environment: 'review', effects: [{ environment: 'staging', version: 2 }] },
      expected: 1,
    },
    { given: 'a new token', rest: { subject: 'token' as const }, expected: 0 },
    { given: 'a proposal', rest: { subject: 'proposal' as const }, expected: 0 },
    { given: 'a protection that was lifted', rest: { subject: 'environment' as const }, expected: 1 },
    { given: 'a change from before', rest: { at: '2026-11-23T09:00:00.000Z' }, expected: 0 },
  ])('$given makes $expected row', ({ rest, expected }) => {
    expect(onCallRows([change(rest)], places, since)).toHaveLength(expected);
  });

  test('names every environment that a change reached, once', () => {
    const effects = [
      { environment: 'production', version: 2 },
      { environment: 'staging', version: 2 },
    ];

    const [row] = onCallRows([change({ effects })], places, since);

    expect(row?.environments.map(({ key }) => key)).toEqual(['production', 'staging']);
  });

  test('knows what was taken back, and by which change', () => {
    const rows = onCallRows([change({ id: '2', revertOf: '1' }), change({})], places, since);

    expect(rows.map(({ revertedBy }) => revertedBy)).toEqual([null, '2']);
  });

  test('offers no kill for what is no flag', () => {
    const [row] = onCallRows([change({ subject: 'segment', key: 'beta' })], places, since);

    expect(row?.flag).toBeNull();
  });
});

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

describe('what was before', () => {
  test('is told where something else is served', () => {
    const before = { config, killed: false };
    const after = { config: { ...config, enabled: true }, killed: false };

    expect(beforeWords(change({ before, after }))?.text).toBe('off: everyone gets off');
    expect(beforeWords(change({ before, after: before }))).toBeNull();
  });

  test('is told of a schedule', () => {
    const passed = change({ before: { enabled: true, rules: [] }, after: { enabled: false, rules: [] } });

    expect(beforeWords(passed)?.text).toBe('on');
  });

  test('is nothing for what has no state', () => {
    expect(beforeWords(change({ subject: 'flag', action: 'create', after: { name: 'New' } }))).toBeNull();
  });
});
