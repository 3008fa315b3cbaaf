import { type Flag, type FlagDraft, type flagTypes, servingVariants } from '@slipway/api';
import { slugOf } from '../ui/slug.ts';

export type FlagType = (typeof flagTypes)[number];

/** A variant as it is typed. */
export interface VariantText {
  name: string;
  value: string;
}

/** What the form holds. */
export interface FlagForm {
  name: string;
  /** Null = made from the name. */
  key: string | null;
  description: string;
  kind: Flag['kind'];
  tags: readonly string[];
  owner: string;
  type: FlagType;
  variants: readonly VariantText[];
  /** Empty = the usual ones. */
  offVariant: string;
  onVariant: string;
}

const usualVariants: Record<FlagType, readonly VariantText[]> = {
  boolean: [
    { name: 'on', value: 'true' },
    { name: 'off', value: 'false' },
  ],
  string: [
    { name: 'classic', value: 'classic' },
    { name: 'new', value: 'new' },
  ],
  number: [
    { name: 'standard', value: '10' },
    { name: 'generous', value: '50' },
  ],
  object: [
    { name: 'basic', value: '{ "autoplay": false }' },
    { name: 'rich', value: '{ "autoplay": true }' },
  ],
};

export function emptyForm(): FlagForm {
  return {
    name: '',
    key: null,
    description: '',
    kind: 'release',
    tags: [],
    owner: '',
    type: 'boolean',
    variants: usualVariants.boolean,
    offVariant: '',
    onVariant: '',
  };
}

/** Another type comes with variants that fit it. */
export function withType(form: FlagForm, type: FlagType): FlagForm {
  const variants = usualVariants[type];
  const offVariant = type === 'boolean' ? '' : (variants[0]?.name ?? '');
  const onVariant = type === 'boolean' ? '' : (variants[1]?.name ?? '');
  return { ...form, type, variants, offVariant, onVariant };
}

export function keyOf({ key, name }: Pick<FlagForm, 'key' | 'name'>): string {
  return key ?? slugOf(name);
}

// The browser has no schemas: a test holds these to what the API takes.
const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const VARIANT = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/;

/** What is wrong with a key; null = nothing that one can see from here. */
export function keyProblem(key: string, taken: 'live' | 'archived' | null): string | null {
  if (!KEY.test(key)) return 'Use 1–100 letters, digits, ".", "_" and "-", starting with a letter or digit.';
  if (taken === 'live') return 'Another flag has this key.';
  return taken === 'archived' ? 'An archived flag has this key: unarchive it, or choose another.' : null;
}

type Value = NonNullable<FlagDraft['variants']>[string];
type Parsed = { value: Value } | { problem: string };

/** The typed value of what was written. */
export function parsedValue(type: FlagType, text: string): Parsed {
  const trimmed = text.trim();
  if (type === 'string') return { value: text };
  if (type === 'boolean')
    return trimmed === 'true' || trimmed === 'false'
      ? { value: trimmed === 'true' }
      : { problem: 'Write true or false.' };
  if (type === 'number')
    return trimmed !== '' && Number.isFinite(Number(trimmed))
      ? { value: Number(trimmed) }
      : { problem: 'Write a number, such as 10 or 0.5.' };
  return objectOf(trimmed);
}

function objectOf(text: string): Parsed {
  try {
    const value: Value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value };
    return { problem: 'Write an object, such as { "autoplay": true }.' };
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.` };
  }
}

/** Per variant what is wrong with its name or value; null = nothing. */
export function variantProblems({ type, variants }: Pick<FlagForm, 'type' | 'variants'>): (string | null)[] {
  return variants.map(({ name, value }, index) => {
    if (!VARIANT.test(name)) return 'Name it with letters, digits, spaces, ".", "_" and "-".';
    if (variants.findIndex((other) => other.name === name) !== index) return 'Another variant has this name.';
    const parsed = parsedValue(type, value);
    return 'problem' in parsed ? parsed.problem : null;
  });
}

/** What is served while off and once on, as the server will choose where nothing was chosen. */
export function servedBy({ variants, offVariant, onVariant }: FlagForm): {
  offVariant: string;
  onVariant: string;
} {
  const names = variants.map(({ name }) => name);
  const wanted = (name: string): string | undefined => (names.includes(name) ? name : undefined);
  return servingVariants(names, { offVariant: wanted(offVariant), onVariant: wanted(onVariant) });
}

/** The request; variants of a plain boolean flag go without saying. */
export function draftFrom(form: FlagForm): FlagDraft {
  const { name, description, kind, tags, owner, type } = form;
  const key = keyOf(form);
  return {
    key,
    type,
    name: name.trim() || key,
    description: description.trim(),
    kind,
    tags: [...tags],
    owner: owner.trim() || null,
    clientVisible: false,
    observe: false,
    metadata: {},
    ...(isPlain(form) ? {} : variantsFrom(form)),
  };
}

function isPlain({ type, variants, offVariant, onVariant }: FlagForm): boolean {
  const text = (all: readonly VariantText[]): string => JSON.stringify(all);
  return (
    type === 'boolean' &&
    text(variants) === text(usualVariants.boolean) &&
    offVariant === '' &&
    onVariant === ''
  );
}

function variantsFrom(form: FlagForm): Pick<FlagDraft, 'variants' | 'offVariant' | 'onVariant'> {
  const pairs = form.variants.flatMap(({ name, value }) => {
    const parsed = parsedValue(form.type, value);
    return 'value' in parsed ? [[name, parsed.value] as const] : [];
  });
  return { variants: Object.fromEntries(pairs), ...servedBy(form) };
}
