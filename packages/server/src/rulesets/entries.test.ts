import type { FlagConfig, Segment } from '@slipway/engine';
import { expect, test } from 'vitest';
import { shareEffects } from './attribution.ts';
import { type EntryValue, entryChanges, type FlagFacts, wantedEntries } from './entries.ts';
import type { Place } from './tree.ts';

const production: Place = { id: 1, key: 'production', kind: 'permanent', baseId: null, depth: 0 };
const staging: Place = { id: 2, key: 'staging', kind: 'permanent', baseId: 1, depth: 1 };

const config: FlagConfig = {
  enabled: false,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};

function flag(part: Partial<FlagFacts> = {}): FlagFacts {
  const variants = { on: true, off: false };
  return {
    key: 'checkout',
    definition: { type: 'boolean', variants, clientVisible: false, observe: false, metadata: {} },
    isArchived: false,
    defaultConfig: config,
    own: new Map(),
    ...part,
  };
}

function segment(include: string[]): EntryValue {
  const value: Segment = { include, exclude: [], rules: [] };
  return { kind: 'segment', key: 'internal', value };
}

test('a flag’s entry is its definition and effective state, without what says nothing', () => {
  const own = new Map([[1, { config: { ...config, enabled: true }, killed: true }]]);

  const wanted = wantedEntries([production, staging], [flag({ own })], []);

  expect(wanted.get(2)).toEqual([
    {
      kind: 'flag',
      key: 'checkout',
      value: {
        type: 'boolean',
        clientVisible: false,
        variants: { on: true, off: false },
        killed: true,
        ...config,
        enabled: true,
      },
    },
  ]);
});

test('observation and metadata are in the entry when there are any', () => {
  const definition = { ...flag().definition, observe: true, metadata: { team: 'checkout' } };

  const wanted = wantedEntries([production], [flag({ definition })], []);

  expect(wanted.get(1)?.[0]?.value).toMatchObject({ observe: true, metadata: { team: 'checkout' } });
});

test('an archived flag has no entry', () => {
  expect(wantedEntries([production], [flag({ isArchived: true })], []).get(1)).toEqual([]);
});

test('equal content is no change, whatever the order of its keys', () => {
  const present: EntryValue = {
    kind: 'segment',
    key: 'internal',
    value: { rules: [], exclude: [], include: ['u1'] },
  };

  expect(entryChanges([present], [segment(['u1'])])).toEqual([]);
});

test.each([
  { given: 'a new entry', present: [], wanted: [segment(['u1'])], before: null, after: ['u1'] },
  { given: 'an entry that goes', present: [segment(['u1'])], wanted: [], before: ['u1'], after: null },
  {
    given: 'another content',
    present: [segment(['u1'])],
    wanted: [segment(['u2'])],
    before: ['u1'],
    after: ['u2'],
  },
])('$given is a change with what was and what will be', ({ present, wanted, before, after }) => {
  const changes = entryChanges(present, wanted);

  expect(changes).toEqual([
    {
      kind: 'segment',
      key: 'internal',
      before: before && { include: before, exclude: [], rules: [] },
      after: after && { include: after, exclude: [], rules: [] },
    },
  ]);
});

test('a flag and a segment of the same key are two entries', () => {
  const flagEntry = wantedEntries([production], [flag({ key: 'internal' })], []).get(1) ?? [];

  expect(entryChanges([segment([])], flagEntry).map(({ kind }) => kind)).toEqual(['flag', 'segment']);
});

test('of several changes each is told the effects that it has caused', () => {
  const versions = [production, staging].map(({ id, key }) => ({
    environmentId: id,
    environment: key,
    version: 7,
  }));

  const shared = shareEffects(
    [production, staging],
    [{ environmentKey: 'production' }, { environmentKey: 'staging' }],
    versions,
  );

  expect(shared.map(([, effects]) => effects.map(({ environment }) => environment))).toEqual([
    ['production'],
    ['staging'],
  ]);
});
