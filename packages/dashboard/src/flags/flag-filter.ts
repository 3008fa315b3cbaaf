import { type Environment, type FlagOverview, flagKinds, type Serving } from '@slipway/api';

export const fields = ['tag', 'owner', 'kind', 'stale', 'env', 'is'] as const;
export type Field = (typeof fields)[number];

/** `tag:web`, `env:production=on` and so on. */
export interface Token {
  field: Field;
  value: string;
}

/** What a search field holds: filters, and words that are looked for in key, name, description, owner and tags. */
export interface Filter {
  tokens: readonly Token[];
  words: readonly string[];
}

type Row = FlagOverview;
type Test = (row: Row) => boolean;

const states: Record<string, (serving: Serving) => boolean> = {
  on: ({ kind, heldBy }) => kind !== 'off' && kind !== 'killed' && heldBy === null,
  off: ({ kind }) => kind === 'off',
  killed: ({ kind }) => kind === 'killed',
  some: ({ kind }) => kind === 'some',
  override: ({ source }) => source === 'override',
  held: ({ heldBy }) => heldBy !== null,
};

/** What may stand behind a field of a closed list. */
export const valuesOf = {
  kind: flagKinds,
  stale: ['settled', 'unused'],
  is: ['archived'],
  state: Object.keys(states),
} as const;

const PIECE = /"[^"]*"?|[^\s"]+/g;
const WORD = /(?:"[^"]*"?|[^\s"])+/g;

/** Splits at blanks outside of quotes. */
export function piecesOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

export function parseFilter(text: string): Filter {
  const tokens: Token[] = [];
  const words: string[] = [];
  for (const piece of piecesOf(text)) {
    const token = tokenOf(piece);
    if (token) tokens.push(token);
    else words.push(unquoted(piece).toLowerCase());
  }
  return { tokens: withoutTwins(tokens), words: words.filter(Boolean) };
}

/** A piece such as `tag:web`; null when it is an ordinary word or not yet complete. */
export function tokenOf(piece: string): Token | null {
  const [, name = '', rest = ''] = /^([a-z]+):(.+)$/i.exec(piece) ?? [];
  const field = fields.find((one) => one === name.toLowerCase());
  const value = unquoted(rest);
  if (!field || value === '' || (field === 'env' && !/^[^=]+=.+$/.test(value))) return null;
  return { field, value };
}

function unquoted(piece: string): string {
  return (piece.match(PIECE) ?? []).map((part) => part.replaceAll('"', '')).join('');
}

export function tokenText({ field, value }: Token): string {
  return `${field}:${/\s/.test(value) ? `"${value}"` : value}`;
}

export function filterText({ tokens, words }: Filter): string {
  return [...tokens.map(tokenText), ...words.map((word) => (/\s/.test(word) ? `"${word}"` : word))].join(' ');
}

export function withoutTwins(tokens: readonly Token[]): Token[] {
  return [...new Map(tokens.map((token) => [tokenText(token).toLowerCase(), token])).values()];
}

/** Environments that a filter asks about; their states have to be read. */
export function environmentsIn({ tokens }: Filter): string[] {
  return [
    ...new Set(
      tokens.flatMap(({ field, value }) => (field === 'env' ? [splitState(value).environment] : [])),
    ),
  ];
}

export function wantsArchived({ tokens }: Filter): boolean {
  return tokens.some(({ field, value }) => field === 'is' && value === 'archived');
}

function splitState(value: string): { environment: string; state: string } {
  const [environment = '', state = ''] = value.split('=');
  return { environment, state };
}

/** Whether a row fits: every word and tag, and of several owners, kinds or states of an environment any one. */
export function compileFilter({ tokens, words }: Filter): Test {
  const groups = Map.groupBy(tokens, groupOf);
  const tests: Test[] = [...groups.values()].map((group) => {
    const any = group.map(testOf);
    return (row) => any.some((test) => test(row));
  });
  return (row) =>
    tests.every((test) => test(row)) &&
    (words.length === 0 || words.every((word) => textOf(row).includes(word)));
}

function groupOf(token: Token): string {
  if (token.field === 'tag') return tokenText(token);
  return token.field === 'env' ? `env:${splitState(token.value).environment}` : token.field;
}

function testOf({ field, value }: Token): Test {
  const wanted = value.toLowerCase();
  if (field === 'tag') return ({ tags }) => tags.some((tag) => tag.toLowerCase() === wanted);
  if (field === 'owner') return ({ owner }) => (owner ?? 'none').toLowerCase() === wanted;
  if (field === 'kind') return ({ kind }) => kind === wanted;
  if (field === 'stale') return ({ staleness }) => staleness.state === wanted;
  if (field === 'is') return ({ archivedAt }) => wanted === 'archived' && archivedAt !== null;
  const { environment, state } = splitState(wanted);
  const isIn = states[state];
  return ({ environments }) =>
    isIn !== undefined && environments.some((one) => one.environment === environment && isIn(one));
}

const texts = new WeakMap<Row, string>();

/** Made once a row: a list is searched with every key that is typed. */
function textOf(row: Row): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const { key, name, description, owner, tags } = row;
  const text = [key, name, description, owner ?? '', ...tags].join('\n').toLowerCase();
  texts.set(row, text);
  return text;
}

export function filterRows(rows: readonly Row[], filter: Filter): readonly Row[] {
  if (filter.tokens.length === 0 && filter.words.length === 0) return rows;
  return rows.filter(compileFilter(filter));
}

/** What filters may name, from what there is. */
export interface Facts {
  tags: readonly string[];
  owners: readonly string[];
  environments: readonly Pick<Environment, 'key' | 'name'>[];
}

export function factsOf(rows: readonly Row[], environments: Facts['environments']): Facts {
  const tags = new Set(rows.flatMap((row) => row.tags));
  const owners = new Set(rows.flatMap(({ owner }) => (owner === null ? [] : [owner])));
  return { tags: sorted(tags), owners: sorted(owners), environments };
}

const collator = new Intl.Collator('en', { numeric: true });

function sorted(values: ReadonlySet<string>): string[] {
  return [...values].sort(collator.compare);
}
