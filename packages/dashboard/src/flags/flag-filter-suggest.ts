import { type Facts, type Field, fields, tokenText, valuesOf } from './flag-filter.ts';

/** What might be meant by the word that is being typed. */
export interface Suggestion {
  text: string;
  hint: string;
  /** Typing goes on behind it. */
  isPartial?: true;
}

const MOST = 9;

const fieldHints: Record<Field, string> = {
  tag: 'flags with a tag',
  owner: 'who answers for it',
  kind: 'what it is for',
  stale: 'flags that can go',
  env: 'state in an environment, such as env:production=on',
  is: 'archived flags',
};

const stateHints: Record<string, string> = {
  on: 'switched on',
  off: 'switched off',
  killed: 'killed',
  some: 'on for some',
  override: 'with a state of its own',
};

/** For the last word of what is typed; nothing typed = the fields there are. */
export function suggestionsFor(word: string, facts: Facts): Suggestion[] {
  const typed = word.replaceAll('"', '').toLowerCase();
  const [name = '', value] = typed.split(/:(.*)/s);
  const field = fields.find((one) => one === name);
  if (field && value !== undefined) return valuesFor(field, value, facts).slice(0, MOST);
  const named = fields.filter((one) => one.startsWith(typed)).map(fieldSuggestion);
  if (typed === '') return named;
  const found = fields.flatMap((one) => valuesFor(one, typed, facts).slice(0, 3));
  return [...named, ...found].slice(0, MOST);
}

function fieldSuggestion(field: Field): Suggestion {
  return { text: `${field}:`, hint: fieldHints[field], isPartial: true };
}

function valuesFor(field: Field, typed: string, facts: Facts): Suggestion[] {
  return candidates[field](facts, typed);
}

type Candidates = (facts: Facts, typed: string) => Suggestion[];

const candidates: Record<Field, Candidates> = {
  tag: ({ tags }, typed) => from('tag', tags, typed, 'tag'),
  owner: ({ owners }, typed) => from('owner', [...owners, 'none'], typed, 'owner'),
  kind: (_facts, typed) => from('kind', valuesOf.kind, typed, 'kind'),
  stale: (_facts, typed) => from('stale', valuesOf.stale, typed, 'can go'),
  is: (_facts, typed) => from('is', valuesOf.is, typed, 'no longer served'),
  env: ({ environments }, typed) =>
    environments.flatMap(({ key, name }) =>
      valuesOf.state
        .filter((state) => `${key}=${state}`.startsWith(typed) || name.toLowerCase().startsWith(typed))
        .map((state) => ({ text: `env:${key}=${state}`, hint: `${stateHints[state] ?? state} in ${name}` })),
    ),
};

function from(field: Field, values: readonly string[], typed: string, hint: string): Suggestion[] {
  const starting = values.filter((value) => value.toLowerCase().startsWith(typed));
  const within = values.filter(
    (value) => value.toLowerCase().includes(typed) && !value.toLowerCase().startsWith(typed),
  );
  return [...starting, ...within].map((value) => ({ text: tokenText({ field, value }), hint }));
}
