import { expect, test } from 'vitest';
import { readSaved, withoutSaved, withSaved } from './saved-contexts.ts';

const named = (name: string) => ({ name, context: { targetingKey: name } });

test('the last context used comes first, and a name is there once', () => {
  const saved = withSaved([named('a'), named('b')], { name: 'b', context: {} });

  expect(saved).toEqual([{ name: 'b', context: {} }, named('a')]);
});

test('twenty are kept', () => {
  const saved = Array.from({ length: 20 }, (_, index) => named(String(index)));

  expect(withSaved(saved, named('new'))).toHaveLength(20);
});

test('one can be forgotten', () => expect(withoutSaved([named('a'), named('b')], 'a')).toEqual([named('b')]));

test.each(['', 'nonsense', '{}', '[1, {"name": 2}, {"name": "x", "context": []}]'])(
  'given %s in storage, nothing is remembered',
  (text) => expect(readSaved(text)).toEqual([]),
);

test('what was stored is read again', () => {
  expect(readSaved(JSON.stringify([named('a')]))).toEqual([named('a')]);
});
