import {
  type Filter,
  filterText,
  parseFilter,
  piecesOf,
  type Token,
  tokenOf,
  withoutTwins,
} from './flag-filter.ts';
import type { Suggestion } from './flag-filter-suggest.ts';

/** What is in the field: chips, and what is being typed behind them. */
export interface Draft {
  tokens: readonly Token[];
  text: string;
}

/** Complete filters in the text become chips as soon as a blank follows them. */
export function committed({ tokens, text }: Draft): Draft {
  const pieces = piecesOf(text);
  const isOpen = !/\s$/.test(text) || isInQuotes(text);
  const done = isOpen ? pieces.slice(0, -1) : pieces;
  const found = done.map(tokenOf).filter((token) => token !== null);
  if (found.length === 0) return { tokens, text };
  const rest = pieces.filter((piece, index) => index >= done.length || tokenOf(piece) === null);
  return { tokens: withoutTwins([...tokens, ...found]), text: rest.join(' ') };
}

function isInQuotes(text: string): boolean {
  return (text.split('"').length - 1) % 2 === 1;
}

/** The word that is being typed is replaced by what was suggested. */
export function withSuggestion({ tokens, text }: Draft, { text: suggested, isPartial }: Suggestion): Draft {
  const pieces = piecesOf(text);
  const before = /\s$/.test(text) && !isInQuotes(text) ? pieces : pieces.slice(0, -1);
  const next = [...before, suggested].join(' ');
  return isPartial ? { tokens, text: next } : committed({ tokens, text: `${next} ` });
}

/** What is searched: a filter that is still being typed narrows nothing yet. */
export function filterOf({ tokens, text }: Draft): Filter {
  const pieces = piecesOf(text);
  const isUnfinished = (piece: string): boolean => /^(tag|owner|kind|stale|env|is):/i.test(piece);
  const words = parseFilter(pieces.filter((piece) => !isUnfinished(piece)).join(' ')).words;
  return { tokens, words };
}

/** As a link carries it. */
export function draftText(draft: Draft): string {
  return filterText(filterOf(draft));
}

/** What a link carries becomes what the field shows. */
export function draftOf(text: string): Draft {
  const { tokens, words } = parseFilter(text);
  return { tokens, text: filterText({ tokens: [], words }) };
}
