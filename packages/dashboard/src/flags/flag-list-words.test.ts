import { expect, test } from 'vitest';
import { servingWith } from './fixtures.ts';
import { audienceOf, guessed, percent, sentenceOn, stateIn } from './flag-list-words.ts';

const plain = servingWith();

test.each([
  { serving: {}, look: 'off', words: 'off' },
  { serving: { kind: 'killed' }, look: 'killed', words: 'killed' },
  { serving: { kind: 'nobody', share: 0 }, look: 'nobody', words: 'on for nobody' },
  { serving: { kind: 'nobody', share: 0, heldBy: 'cart' }, look: 'nobody', words: 'held by cart' },
  { serving: { kind: 'everybody', variant: 'on' }, look: 'on', words: 'on' },
  { serving: { kind: 'everybody', variant: 'popularity' }, look: 'on', words: 'on: popularity' },
  { serving: { kind: 'everybody', variant: null }, look: 'on', words: 'on, split' },
  { serving: { kind: 'some', share: 10_000 }, look: 'rolling-out', words: 'on 10 %' },
  { serving: { kind: 'some', share: 0, rules: 1 }, look: 'rolling-out', words: 'on by 1 rule' },
  { serving: { kind: 'some', share: 0, targets: 2 }, look: 'rolling-out', words: 'on for 2 keys' },
  { serving: { kind: 'some', share: 100_000, rules: 1 }, look: 'rolling-out', words: 'on for most' },
] as const)('given $serving, a list says "$words"', ({ serving, look, words }) =>
  expect(stateIn({ ...plain, ...serving })).toEqual({ look, words }),
);

test.each([
  { share: 500, text: '0.5 %' },
  { share: 33_333, text: '33.333 %' },
  { share: 100_000, text: '100 %' },
])('given $share of 100,000, says $text', ({ share, text }) => expect(percent(share)).toBe(text));

test.each([
  { from: { share: 100_000, rules: 0, targets: 0 }, text: 'everybody' },
  { from: { share: 0, rules: 0, targets: 0 }, text: 'nobody' },
  { from: { share: 0, rules: 1, targets: 0 }, text: '1 rule comes first, then nobody else' },
  {
    from: { share: 10_000, rules: 2, targets: 1 },
    text: '1 listed key and 2 rules come first, then 10 % of the others',
  },
])('given $from, it reaches $text', ({ from, text }) => expect(audienceOf(from)).toBe(text));

test('a kill says whether it was made here', () => {
  expect(sentenceOn({ ...plain, kind: 'killed', killedHere: true })).toBe('Killed: everybody gets “off”.');
  expect(sentenceOn({ ...plain, kind: 'killed' })).toBe('Killed in its base: everybody gets “off”.');
});

test('a flag that is held says by what', () => {
  expect(sentenceOn({ ...plain, kind: 'nobody', heldBy: 'cart' })).toBe(
    'Switched on, and yet everybody gets “off”: cart, which it requires, serves nobody what it would have to.',
  );
});

test('a flag that is held is taken for off as soon as it is switched off', () => {
  const off = guessed({ ...plain, kind: 'nobody', heldBy: 'cart' }, false);

  expect(stateIn(off).words).toBe('off');
});

test.each([
  { from: { share: 100_000 }, to: 'everybody' },
  { from: { share: 0 }, to: 'nobody' },
  { from: { share: 10_000 }, to: 'some' },
  { from: { share: 0, rules: 1 }, to: 'some' },
])('given $from is switched on, it is taken to reach $to until the server has said', ({ from, to }) =>
  expect(guessed({ ...plain, ...from }, true).kind).toBe(to),
);
