import { expect, test } from 'vitest';
import { suggestionsFor } from './flag-filter-suggest.ts';

const facts = {
  tags: ['web', 'team-1', 'shop web'],
  owners: ['Developer one'],
  environments: [
    { key: 'production', name: 'Production' },
    { key: 'qa', name: 'Quality' },
  ],
};

const textsFor = (word: string): string[] => suggestionsFor(word, facts).map(({ text }) => text);

test.each([
  { word: '', first: ['tag:', 'owner:', 'kind:', 'stale:', 'env:', 'is:'] },
  { word: 'ta', first: ['tag:'] },
  { word: 'tag:', first: ['tag:web', 'tag:team-1', 'tag:"shop web"'] },
  { word: 'tag:we', first: ['tag:web', 'tag:"shop web"'] },
  { word: 'owner:"dev', first: ['owner:"Developer one"'] },
  { word: 'kind:', first: ['kind:release', 'kind:experiment', 'kind:operational', 'kind:permission'] },
  { word: 'stale:', first: ['stale:settled', 'stale:unused'] },
  { word: 'env:production=k', first: ['env:production=killed'] },
  { word: 'env:qual', first: ['env:qa=on', 'env:qa=off', 'env:qa=killed', 'env:qa=some', 'env:qa=override'] },
  { word: 'is:', first: ['is:archived'] },
])('given "$word", suggests $first', ({ word, first }) =>
  expect(textsFor(word).slice(0, first.length)).toEqual(first),
);

test('a plain word finds what carries it, whatever the field', () => {
  expect(textsFor('production')).toEqual([
    'env:production=on',
    'env:production=off',
    'env:production=killed',
  ]);
  expect(textsFor('arch')).toEqual(['is:archived']);
});

test('nothing that fits, nothing suggested', () => expect(textsFor('zzz')).toEqual([]));
