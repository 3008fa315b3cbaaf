import type { Change } from '@slipway/api';
import { type Difference, diffConfigs, diffSegments } from '../flags/config-diff.ts';
import { attributePart, environmentPart, type Phrase, say, valuePart, variantPart } from '../flags/phrase.ts';
import { instantText, segmentSentences } from '../flags/words.ts';
import { type Content, contentOf, editedNames, momentIn, segmentIn, stateIn, textIn } from './content.ts';
import { definitionNames } from './definition-words.ts';
import { added } from './state-words.ts';

/** What a change replaced, a sentence a difference. */
export function differencesOf(change: Pick<Change, 'subject' | 'before' | 'after'>): Difference[] {
  const { subject, before, after } = change;
  if (subject === 'flag-config') return stateDifferences(before, after);
  if (subject === 'segment' || subject === 'segment-override') return segmentDifferences(before, after);
  return fieldDifferences(contentOf(before), contentOf(after));
}

function stateDifferences(before: unknown, after: unknown): Difference[] {
  const [was, is] = [stateIn(before), stateIn(after)];
  if (!was || !is) return momentDifferences(before, after);
  return [
    ...diffConfigs({ ...was.config, killed: was.killed }, { ...is.config, killed: is.killed }),
    ...(was.source === is.source ? [] : [{ rung: 'source', phrase: sourceWords(is.source) }]),
  ];
}

function sourceWords(source: string): Phrase {
  if (source === 'override') return say`It has a config of its own here from now on`;
  return source === 'base' ? say`It follows its base again` : say`It is as the flag was created again`;
}

function momentDifferences(before: unknown, after: unknown): Difference[] {
  const [was, is] = [momentIn(before), momentIn(after)];
  if (!was || !is) return [];
  return [
    ...(was.enabled === is.enabled
      ? []
      : [{ rung: 'enabled', phrase: say`Switched ${is.enabled ? 'on' : 'off'} by its schedule` }]),
    ...added(was, is).map((id) => ({
      rung: `rule:${id}`,
      phrase: say`Rule ${valuePart(id)} begins to apply`,
    })),
    ...added(is, was).map((id) => ({
      rung: `rule:${id}`,
      phrase: say`Rule ${valuePart(id)} applies no longer`,
    })),
  ];
}

function segmentDifferences(before: unknown, after: unknown): Difference[] {
  const [was, is] = [segmentIn(before), segmentIn(after)];
  const content = (value: unknown): Content | null => {
    const { content: _, ...rest } = contentOf(value) ?? {};
    return value === null ? null : rest;
  };
  const fields = fieldDifferences(content(before), content(after));
  if (was && is) return [...fields, ...diffSegments(was, is)];
  const only = is ?? was;
  return [...fields, ...(only ? segmentSentences(only).map((phrase) => ({ rung: 'rules', phrase })) : [])];
}

const labels: Readonly<Record<string, string>> = {
  ...definitionNames,
  config: 'state at first',
  base: 'follows',
  isProtected: 'protected',
  archived: 'archived',
  role: 'role',
  grants: 'single permissions',
  environments: 'sees',
  person: 'person',
  scope: 'scope',
  environment: 'environment',
  prefix: 'begins with',
  expiresAt: 'expires',
  isOwner: 'owner of the installation',
  endedSessions: 'sessions ended',
  hasPassword: 'has a password',
  by: 'by',
  edited: 'edited',
  endpoint: 'call',
  params: 'for',
  hash: 'hash',
  state: 'state',
  approvals: 'approvals',
  note: 'note',
  change: 'change',
  source: 'from',
};

/** Each field that differs: `Owner: nobody → Ada`. */
export function fieldDifferences(before: Content | null, after: Content | null): Difference[] {
  return editedNames(before, after)
    .filter((name) => !isNothing(before?.[name]) || !isNothing(after?.[name]))
    .map((name) => ({ rung: name, phrase: fieldWords(name, before, after) }));
}

function fieldWords(name: string, before: Content | null, after: Content | null): Phrase {
  if (name === 'variants' && before && after)
    return variantWords(contentOf(before[name]), contentOf(after[name]));
  const label = labels[name] ?? name;
  const title = label.charAt(0).toUpperCase() + label.slice(1);
  if (!before) return say`${title}: ${valueWords(name, after?.[name])}`;
  if (!after) return say`${title}: it was ${valueWords(name, before[name])}`;
  return say`${title}: ${valueWords(name, before[name])} → ${valueWords(name, after[name])}`;
}

function variantWords(before: Content | null, after: Content | null): Phrase {
  const edited = editedNames(before, after);
  const value = (content: Content | null, name: string): Phrase =>
    content?.[name] === undefined ? say`nothing` : say`${valuePart(JSON.stringify(content[name]))}`;
  if (edited.length === 0) return say`Variants: in another order`;
  const each = edited.map((name) => say`${variantPart(name)} ${value(before, name)} → ${value(after, name)}`);
  return each.reduce((all, one, index) => (index === 0 ? say`Variants: ${one}` : say`${all}, ${one}`), say``);
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function valueWords(name: string, value: unknown): Phrase {
  if (isNothing(value)) return say`nothing`;
  if (value === true) return say`yes`;
  if (value === false) return say`no`;
  if (typeof value === 'number') return say`${value}`;
  if (typeof value === 'string') return say`${textPart(name, value)}`;
  if (Array.isArray(value)) return joined(value.map((one) => valueWords(name, one)));
  return objectWords(name, contentOf(value) ?? {});
}

function textPart(name: string, value: string) {
  if (name === 'base' || name === 'environment' || name === 'environments') return environmentPart(value);
  if (name === 'expiresAt') return instantText(Date.parse(value));
  if (name === 'hash') return valuePart(value.slice(0, 12));
  return name === 'prefix' || name === 'endpoint' ? valuePart(value) : `“${value}”`;
}

/** A grant is told as a sentence, what else has parts part by part. */
function objectWords(name: string, value: Content): Phrase {
  if (name === 'config') return say`${value.enabled === true ? 'switched on' : 'switched off'}`;
  const permission = textIn(value, 'permission');
  if (permission !== null) {
    const [environment, segment] = [textIn(value, 'environment'), textIn(value, 'segment')];
    const where = environment === null ? say`` : say` in ${environmentPart(environment)}`;
    return say`${attributePart(permission)}${where}${segment === null ? '' : ` for ${segment}`}`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return say`nothing`;
  return joined(entries.map(([key, one]) => say`${attributePart(key)} ${valueWords(key, one)}`));
}

function joined(items: readonly Phrase[]): Phrase {
  return items.reduce((all, one, index) => (index === 0 ? one : say`${all}, ${one}`), say`nothing`);
}
