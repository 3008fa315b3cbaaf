import type { Environment } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { type CreateDraft, createCommand, runDraftOf, suggestedKey, usualBase } from './create-draft.ts';

const draft = (part: Partial<CreateDraft> = {}): CreateDraft => ({
  blueprint: 'shop',
  codes: {},
  sameBranch: '',
  seed: null,
  base: '',
  ...part,
});

describe('what is asked for', () => {
  test('is a branch, or a commit where the digits are of one and no branch is called so', () => {
    const codes = { web: 'feature/a', api: 'abcdef0', jobs: 'deadbeef', mail: ' ' };

    const { services } = runDraftOf(draft({ codes }), new Set(['deadbeef']));

    expect(services).toEqual({
      web: { branch: 'feature/a' },
      api: { commit: 'abcdef0' },
      jobs: { branch: 'deadbeef' },
    });
  });

  test('has the same branch only where one was given', () => {
    expect(runDraftOf(draft())).not.toHaveProperty('sameBranch');
    expect(runDraftOf(draft({ sameBranch: ' a ' })).sameBranch).toBe('a');
  });
});

test.each([
  { of: 'a feature branch', part: { codes: { web: 'feature/New_checkout' } }, key: 'new-checkout' },
  {
    of: 'the same branch everywhere',
    part: { sameBranch: 'fix/prices', codes: { web: 'x' } },
    key: 'prices',
  },
  { of: 'nothing chosen', part: {}, key: 'shop' },
  { of: 'what is taken', part: { sameBranch: 'taken' }, key: 'taken-3' },
])('suggests $key of $of', ({ part, key }) => {
  expect(suggestedKey(draft(part), new Set(['taken', 'taken-2']))).toBe(key);
});

test('a suggested key is never too long, nor ends in a hyphen', () => {
  const long = `feature/${'a'.repeat(59)}-bbbbbb`;

  const first = suggestedKey(draft({ sameBranch: long }), new Set());
  const second = suggestedKey(draft({ sameBranch: long }), new Set([first]));

  expect([first, second].map((key) => key.length <= 63 && /[a-z0-9]$/.test(key))).toEqual([true, true]);
  expect(second).not.toBe(first);
});

test('the usual base is staging, else a rehearsal, else whatever is permanent', () => {
  const place = (key: string, kind = 'permanent') => ({ key, name: key, kind }) as Environment;

  expect(usualBase([place('production'), place('test'), place('staging')])).toBe('staging');
  expect(usualBase([place('production'), place('test')])).toBe('test');
  expect(usualBase([place('production'), place('mine', 'on-demand')])).toBe('production');
  expect(usualBase([])).toBe('');
});

test('the command says the same', () => {
  const chosen = draft({ codes: { web: 'feature/a', api: '' }, base: 'staging', seed: 'demo' });

  expect(createCommand({ draft: chosen, key: 'a', kind: 'on-demand' })).toBe(
    'slipway environment create a --blueprint shop --from "web@feature/a" --seed demo --base staging',
  );
});
