import type { FlagConfig } from '@slipway/api';
import { beforeEach, describe, expect, test, vi } from 'vitest';

const base: FlagConfig = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'off' },
};
const draft = { base, etag: '"1"', mine: { ...base, enabled: false }, reason: 'why', unread: null };

/** What a browser tab keeps. */
function storageWith(items: Map<string, string>): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
}

/** The module as it is after a reload. */
async function reloaded() {
  vi.resetModules();
  return import('./draft-store.ts');
}

describe('a draft', () => {
  let items: Map<string, string>;
  beforeEach(() => {
    items = new Map();
    vi.stubGlobal('sessionStorage', storageWith(items));
  });

  test('outlives a reload', async () => {
    (await reloaded()).keepDraft('p/f/e', draft);

    expect((await reloaded()).draftNamed('p/f/e')).toEqual(draft);
  });

  test('ends when it is edited back', async () => {
    const store = await reloaded();
    store.keepDraft('p/f/e', draft);
    store.keepDraft('p/f/e', { ...draft, mine: { ...base } });

    expect(store.draftNamed('p/f/e')).toBeNull();
    expect(items.size).toBe(0);
  });

  test('lives while there is JSON that cannot be read', async () => {
    const unread = { ...draft, mine: base, unread: '{ "enabled": fal' };
    (await reloaded()).keepDraft('p/f/e', unread);

    expect((await reloaded()).draftNamed('p/f/e')).toEqual(unread);
  });

  test.each(['not JSON', '{}', '{"base":{},"mine":{},"etag":"1","reason":""}', 'null'])(
    'that cannot be read (%s) is none',
    async (stored) => {
      items.set('slipway:draft:p/f/e', stored);

      expect((await reloaded()).draftNamed('p/f/e')).toBeNull();
    },
  );

  test('lives on without storage', async () => {
    vi.stubGlobal('sessionStorage', undefined);
    const store = await reloaded();
    store.keepDraft('p/f/e', draft);

    expect(store.draftNamed('p/f/e')).toEqual(draft);
  });
});
