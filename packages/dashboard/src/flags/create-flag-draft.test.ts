import { FlagDraft, Key, VariantName } from '@slipway/api';
import { expect, test } from 'vitest';
import { codeFor, commandFor } from './create-flag-code.ts';
import {
  draftFrom,
  emptyForm,
  keyOf,
  keyProblem,
  parsedValue,
  servedBy,
  variantProblems,
  withType,
} from './create-flag-draft.ts';

test('a name is enough: the key follows it, everything else has its default', () => {
  const draft = draftFrom({ ...emptyForm(), name: 'New checkout' });

  expect(draft).toMatchObject({
    key: 'new-checkout',
    name: 'New checkout',
    type: 'boolean',
    kind: 'release',
  });
  expect(draft).not.toHaveProperty('variants');
  expect(FlagDraft.safeParse(draft).success).toBe(true);
});

test('a key that was typed no longer follows the name', () => {
  expect(keyOf({ key: 'mine', name: 'Other' })).toBe('mine');
});

test.each(['string', 'number', 'object'] as const)(
  'a %s flag starts with variants that the API takes',
  (type) => {
    const form = withType({ ...emptyForm(), name: 'x' }, type);

    const draft = draftFrom(form);

    expect(variantProblems(form)).toEqual([null, null]);
    expect(FlagDraft.safeParse(draft).success).toBe(true);
    expect(Object.values(draft.variants ?? {}).map((value) => typeof value)).toEqual([type, type]);
  },
);

test.each([
  { type: 'number', text: '10.5', value: 10.5 },
  { type: 'number', text: 'ten', value: undefined },
  { type: 'number', text: '', value: undefined },
  { type: 'boolean', text: 'true', value: true },
  { type: 'boolean', text: 'yes', value: undefined },
  { type: 'string', text: ' as is ', value: ' as is ' },
  { type: 'object', text: '{"a":1}', value: { a: 1 } },
  { type: 'object', text: '[1]', value: undefined },
  { type: 'object', text: '{', value: undefined },
] as const)('given "$text" for a $type variant, its value is $value', ({ type, text, value }) => {
  const parsed = parsedValue(type, text);

  expect('value' in parsed ? parsed.value : undefined).toEqual(value);
});

test('two variants of one name are told apart from two that are right', () => {
  const variants = [
    { name: 'a', value: '1' },
    { name: 'a', value: '2' },
  ];

  expect(variantProblems({ type: 'number', variants })).toEqual([null, 'Another variant has this name.']);
});

test('what is served follows what was chosen, and falls back where that is gone', () => {
  const form = { ...withType(emptyForm(), 'string'), offVariant: 'gone' };

  expect(servedBy(form)).toEqual({ offVariant: 'classic', onVariant: 'new' });
});

const names = ['', 'a', 'A.b_c-1', '-a', ' a', 'a b', 'ä', 'a/b', 'a'.repeat(100), 'a'.repeat(101)];

test.each(names)('a key and a variant named "%s" are possible exactly where the API takes them', (name) => {
  const problems = variantProblems({ type: 'string', variants: [{ name, value: '' }] });

  expect(keyProblem(name, null) === null).toBe(Key.safeParse(name).success);
  expect(problems[0] === null).toBe(VariantName.safeParse(name).success);
});

test('a taken key says by what', () => {
  expect(keyProblem('a', 'live')).toContain('Another flag');
  expect(keyProblem('a', 'archived')).toContain('unarchive');
});

test('the command says only what is no default, and quotes what a shell would split', () => {
  const plain = draftFrom({ ...emptyForm(), key: 'a' });
  const full = draftFrom({
    ...withType(emptyForm(), 'number'),
    key: 'limit',
    name: 'Enrolment limit',
    kind: 'operational',
    tags: ['web', 'api'],
    owner: "Team o'neill",
  });

  expect(commandFor(plain)).toBe('slipway flag create a');
  expect(commandFor(full)).toBe(
    "slipway flag create limit --name 'Enrolment limit' --kind operational --tag web,api --owner 'Team o'\\''neill' --type number --variant standard=10 --variant generous=50 --off-variant standard --on-variant generous",
  );
});

test('the code asks by type, with what is served while off as its default', () => {
  const plain = codeFor(draftFrom({ ...emptyForm(), key: 'team-1.new-checkout' }));
  const text = codeFor(draftFrom({ ...withType(emptyForm(), 'string'), key: '2-ranking' }));

  expect(plain).toContain(
    "const newCheckout = await client.getBooleanValue(\n  'team-1.new-checkout',\n  false,",
  );
  expect(text).toContain("const flag2Ranking = await client.getStringValue(\n  '2-ranking',\n  'classic',");
});
