import { expect, test } from 'vitest';
import { committed, draftOf, draftText, filterOf, withSuggestion } from './flag-filter-draft.ts';

const web = { field: 'tag', value: 'web' } as const;

test.each([
  { typed: 'tag:web', tokens: 0, text: 'tag:web' },
  { typed: 'tag:web ', tokens: 1, text: '' },
  { typed: 'new tag:web ', tokens: 1, text: 'new' },
  { typed: 'owner:"Team ', tokens: 0, text: 'owner:"Team ' },
  { typed: 'owner:"Team 1" ', tokens: 1, text: '' },
  { typed: 'env:production ', tokens: 0, text: 'env:production ' },
  { typed: 'new che', tokens: 0, text: 'new che' },
])('given "$typed" is typed, $tokens filters become chips and "$text" stays', ({ typed, tokens, text }) => {
  const draft = committed({ tokens: [], text: typed });

  expect(draft.tokens).toHaveLength(tokens);
  expect(draft.text).toBe(text);
});

test('a suggestion replaces the word that is being typed', () => {
  const draft = withSuggestion({ tokens: [], text: 'new ta' }, { text: 'tag:web', hint: '' });

  expect(draft).toEqual({ tokens: [web], text: 'new' });
});

test('a suggested field waits for its value', () => {
  const draft = withSuggestion({ tokens: [], text: 'ta' }, { text: 'tag:', hint: '', isPartial: true });

  expect(draft).toEqual({ tokens: [], text: 'tag:' });
});

test('a filter that is still being typed narrows nothing', () => {
  expect(filterOf({ tokens: [web], text: 'new env:prod' })).toEqual({ tokens: [web], words: ['new'] });
});

test('a link brings back chips and words', () => {
  const draft = draftOf('tag:web "one step" new');

  expect(draft).toEqual({ tokens: [web], text: '"one step" new' });
  expect(draftText(draft)).toBe('tag:web "one step" new');
});
