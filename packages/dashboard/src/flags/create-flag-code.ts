import type { FlagDraft } from '@slipway/api';

/** The same on the command line. */
export function commandFor(draft: FlagDraft): string {
  const { key, name, description, kind, tags, owner, type, variants, offVariant, onVariant } = draft;
  const options = [
    ...(name === undefined || name === key ? [] : ['--name', name]),
    ...(description === '' ? [] : ['--description', description]),
    ...(kind === 'release' ? [] : ['--kind', kind]),
    ...(tags.length === 0 ? [] : ['--tag', tags.join(',')]),
    ...(owner === null ? [] : ['--owner', owner]),
    ...(type === 'boolean' ? [] : ['--type', type]),
    ...Object.entries(variants ?? {}).flatMap(([variant, value]) => [
      '--variant',
      `${variant}=${written(value)}`,
    ]),
    ...(offVariant === undefined ? [] : ['--off-variant', offVariant]),
    ...(onVariant === undefined ? [] : ['--on-variant', onVariant]),
  ];
  return ['slipway flag create', key, ...options.map(quoted)].join(' ');
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function quoted(word: string): string {
  return /^[\w.,=/:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const getters = {
  boolean: 'getBooleanValue',
  string: 'getStringValue',
  number: 'getNumberValue',
  object: 'getObjectValue',
} as const;

/** How code asks for it: the default is what the flag serves while it is off. */
export function codeFor({ key, type, variants, offVariant }: FlagDraft): string {
  const fallback = type === 'boolean' && variants === undefined ? false : variants?.[offVariant ?? ''];
  return [
    'const client = OpenFeature.getClient();',
    `const ${nameFor(key)} = await client.${getters[type]}(`,
    `  '${key}',`,
    `  ${type === 'string' ? `'${String(fallback).replaceAll("'", "\\'")}'` : JSON.stringify(fallback)},`,
    '  { targetingKey: person.id },',
    ');',
  ].join('\n');
}

/** "team-1.new-checkout" → "newCheckout". */
function nameFor(key: string): string {
  const words = (key.split('.').at(-1) ?? key).split(/[^A-Za-z0-9]+/).filter(Boolean);
  const name = words
    .map(
      (word, index) =>
        (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1),
    )
    .join('');
  return /^[a-z]/i.test(name) ? name : `flag${name}`;
}
