export const rankings = ['relevance', 'popularity', 'newest'] as const;
export type Ranking = (typeof rankings)[number];

/** `match` is how well the words fit: the same for all courses when nothing is searched. */
export const orderBy = {
  relevance: 'match desc, position',
  popularity: 'learners desc, position',
  newest: 'published_on desc, position',
} as const satisfies Record<Ranking, string>;

/** A prefix search over all words, in tsquery form; empty when the text holds no word. */
export function toSearchQuery(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .slice(0, 8)
    .map((word) => `${word}:*`)
    .join(' & ');
}
