import type { Flag } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { editOf, fieldText, formOf, isSameForm, isSound, mergeForms, problemsOf } from './flag-definition.ts';

const flag: Flag = {
  key: 'player-settings',
  type: 'object',
  name: 'Player settings',
  description: 'How it plays.',
  kind: 'release',
  tags: ['player'],
  owner: null,
  variants: { basic: { speed: 1 }, rich: { speed: 2 } },
  clientVisible: false,
  observe: true,
  metadata: { team: 'player', weight: 2 },
  archivedAt: null,
  createdAt: '2026-11-24T10:00:00Z',
  updatedAt: '2026-11-24T10:00:00Z',
};
const form = formOf(flag);

describe('a definition as a form', () => {
  test.each([
    { what: 'objects', given: flag },
    {
      what: 'texts',
      given: {
        ...flag,
        type: 'string' as const,
        variants: { a: '1', b: 'two words' },
        owner: 'Ada',
        metadata: {},
      },
    },
    { what: 'numbers', given: { ...flag, type: 'number' as const, variants: { a: 1, b: 0.5 } } },
    { what: 'booleans', given: { ...flag, type: 'boolean' as const, variants: { on: true, off: false } } },
  ])('given variants that are $what, comes back as it was', ({ given }) => {
    const { key: _, type, archivedAt: _a, createdAt: _c, updatedAt: _u, ...rest } = given;

    expect(editOf(formOf(given), type)).toEqual(rest);
  });

  test.each([
    { what: 'an empty name', part: { name: ' ' } },
    { what: 'a variant of another type', part: { variants: [{ name: 'basic', value: '7' }] } },
    { what: 'metadata that is no JSON', part: { metadata: '{' } },
    { what: 'metadata that nests', part: { metadata: '{"a":{}}' } },
  ])('given $what, is not sound', ({ part }) => {
    expect(isSound(problemsOf(form, 'object'))).toBe(true);
    expect(isSound(problemsOf({ ...form, ...part }, 'object'))).toBe(false);
  });
});

describe('edits of two people', () => {
  test('given different fields, both stay', () => {
    const { form: merged, clashes } = mergeForms(
      form,
      { ...form, name: 'Mine' },
      { ...form, owner: 'Theirs' },
    );

    expect(clashes).toEqual([]);
    expect(merged).toEqual({ ...form, name: 'Mine', owner: 'Theirs' });
  });

  test('given one field, mine is kept and it is a clash', () => {
    const { form: merged, clashes } = mergeForms(
      form,
      { ...form, name: 'Mine' },
      { ...form, name: 'Theirs' },
    );

    expect(clashes).toEqual(['name']);
    expect(merged.name).toBe('Mine');
  });

  test('given the same edit twice, there is no clash', () => {
    const same = { ...form, tags: ['a'] };

    const { form: merged, clashes } = mergeForms(form, same, { ...form, tags: ['a'] });

    expect(clashes).toEqual([]);
    expect(isSameForm(merged, same)).toBe(true);
  });
});

test.each([
  { field: 'variants' as const, text: 'basic = 1, rich = 2' },
  { field: 'observe' as const, text: 'yes' },
  { field: 'tags' as const, text: 'player' },
  { field: 'owner' as const, text: 'nothing' },
])('$field in one line: "$text"', ({ field, text }) => {
  const given = {
    ...form,
    variants: [
      { name: 'basic', value: '1' },
      { name: 'rich', value: '2' },
    ],
  };

  expect(fieldText(given, field)).toBe(text);
});
