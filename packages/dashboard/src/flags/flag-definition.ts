import type { Flag, FlagEdit } from '@slipway/api';
import { type FlagType, parsedValue, type VariantText, variantProblems } from './create-flag-draft.ts';

/** A definition as one edits it. */
export interface DefinitionForm {
  name: string;
  description: string;
  kind: Flag['kind'];
  tags: readonly string[];
  owner: string;
  variants: readonly VariantText[];
  clientVisible: boolean;
  observe: boolean;
  /** JSON of an object. */
  metadata: string;
}

export type Field = keyof DefinitionForm;

export const fieldLabels: Readonly<Record<Field, string>> = {
  name: 'Name',
  description: 'Description',
  kind: 'Kind',
  tags: 'Tags',
  owner: 'Owner',
  variants: 'Variants',
  clientVisible: 'Visible to client tokens',
  observe: 'Observed',
  metadata: 'Metadata',
};

const fields: readonly Field[] = [
  'name',
  'description',
  'kind',
  'tags',
  'owner',
  'variants',
  'clientVisible',
  'observe',
  'metadata',
];

export function formOf(flag: Flag): DefinitionForm {
  const { name, description, kind, tags, owner, variants, clientVisible, observe, metadata, type } = flag;
  return {
    name,
    description,
    kind,
    tags,
    owner: owner ?? '',
    variants: Object.entries(variants).map(([variant, value]) => ({
      name: variant,
      value: valueText(type, value),
    })),
    clientVisible,
    observe,
    metadata: Object.keys(metadata).length === 0 ? '' : JSON.stringify(metadata, null, 2),
  };
}

function valueText(type: FlagType, value: unknown): string {
  if (type === 'object') return JSON.stringify(value, null, 2);
  return type === 'string' ? String(value) : JSON.stringify(value);
}

export function isSameForm(a: DefinitionForm, b: DefinitionForm): boolean {
  return fields.every((field) => isSameField(a, b, field));
}

function isSameField(a: DefinitionForm, b: DefinitionForm, field: Field): boolean {
  return JSON.stringify(a[field]) === JSON.stringify(b[field]);
}

export interface DefinitionProblems {
  name: string | null;
  variants: readonly (string | null)[];
  metadata: string | null;
}

/** What is wrong with a form, by field. */
export function problemsOf(form: DefinitionForm, type: FlagType): DefinitionProblems {
  return {
    name: form.name.trim() === '' ? 'Give it a name.' : null,
    variants: variantProblems({ type, variants: form.variants }),
    metadata: 'problem' in metadataOf(form.metadata) ? problemIn(form.metadata) : null,
  };
}

export function isSound({ name, variants, metadata }: DefinitionProblems): boolean {
  return name === null && metadata === null && variants.every((problem) => problem === null);
}

type Metadata = FlagEdit['metadata'];

function metadataOf(text: string): { value: Metadata } | { problem: string } {
  if (text.trim() === '') return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return isMetadata(value) ? { value } : { problem: metadataHint };
  } catch {
    return { problem: metadataHint };
  }
}

const metadataHint = 'Write an object of texts, numbers and booleans, such as { "team": "checkout" }.';

function problemIn(text: string): string | null {
  const read = metadataOf(text);
  return 'problem' in read ? read.problem : null;
}

function isMetadata(value: unknown): value is Metadata {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one))
  );
}

/** The request that a sound form makes. */
export function editOf(form: DefinitionForm, type: FlagType): FlagEdit {
  const metadata = metadataOf(form.metadata);
  const variants = form.variants.flatMap(({ name, value }) => {
    const parsed = parsedValue(type, value);
    return 'value' in parsed ? [[name, parsed.value] as const] : [];
  });
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    kind: form.kind,
    tags: [...form.tags],
    owner: form.owner.trim() || null,
    variants: Object.fromEntries(variants),
    clientVisible: form.clientVisible,
    observe: form.observe,
    metadata: 'value' in metadata ? metadata.value : {},
  };
}

export interface MergedForm {
  form: DefinitionForm;
  /** Fields that both have changed, each in another way: mine is kept until one chooses. */
  clashes: Field[];
}

/** My edits on top of what somebody else has saved meanwhile. */
export function mergeForms(base: DefinitionForm, mine: DefinitionForm, theirs: DefinitionForm): MergedForm {
  const isMine = (field: Field): boolean => !isSameField(mine, base, field);
  const clashes = fields.filter(
    (field) => isMine(field) && !isSameField(theirs, base, field) && !isSameField(mine, theirs, field),
  );
  const form = fields.reduce((all, field) => (isMine(field) ? taking(all, mine, field) : all), theirs);
  return { form, clashes };
}

/** A form with one field of another. */
export function taking(form: DefinitionForm, from: DefinitionForm, field: Field): DefinitionForm {
  return { ...form, [field]: from[field] };
}

/** A field in one line, to choose between two. */
export function fieldText(form: DefinitionForm, field: Field): string {
  const value = form[field];
  if (field === 'variants')
    return form.variants.map(({ name, value: text }) => `${name} = ${text}`).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'string') return form.tags.join(', ') || 'none';
  return value === '' ? 'nothing' : value;
}
