import { type Condition, type JsonValue, type Operator, parseInstant } from '@slipway/engine';
import { instantText } from '../ui/instant-text.ts';
import { attributePart, listed, type Phrase, say, segmentPart, together, valuePart } from './phrase.ts';

export interface WordsOptions {
  /** IANA; the browser's unless given. */
  timeZone?: string | undefined;
}

type AttributeCondition = Exclude<Condition, { segment: string }>;

/** What an operator says and what it says negated; `_` stands for its values. */
export const operatorWords: Readonly<Record<Operator, readonly [is: string, isNot: string]>> = {
  equals: ['is _', 'is not _'],
  'one-of': ['is _', 'is not _'],
  contains: ['contains _', 'does not contain _'],
  'starts-with': ['starts with _', 'does not start with _'],
  'ends-with': ['ends with _', 'does not end with _'],
  matches: ['matches the pattern _', 'does not match the pattern _'],
  less: ['is less than _', 'is not less than _'],
  'less-or-equal': ['is at most _', 'is not at most _'],
  greater: ['is more than _', 'is not more than _'],
  'greater-or-equal': ['is at least _', 'is not at least _'],
  between: ['is between _', 'is not between _'],
  'semver-equal': ['is version _', 'is not version _'],
  'semver-less': ['is older than version _', 'is not older than version _'],
  'semver-less-or-equal': ['is version _ or older', 'is not version _ or older'],
  'semver-greater': ['is newer than version _', 'is not newer than version _'],
  'semver-greater-or-equal': ['is version _ or newer', 'is not version _ or newer'],
  'semver-compatible': ['is compatible with version _', 'is not compatible with version _'],
  'semver-approximate': ['is version _ or a later patch of it', 'is not version _ or a later patch of it'],
  before: ['is before _', 'is not before _'],
  after: ['is after _', 'is not after _'],
  exists: ['is known', 'is not known'],
  'in-cidr': ['is in the network _', 'is not in the network _'],
};

const MOST_VALUES = 5;

/** `plan is pro or team`, `in segment internal`. */
export function conditionWords(condition: Condition, options: WordsOptions = {}): Phrase {
  if ('segment' in condition)
    return say`${condition.negate ? 'not in' : 'in'} segment ${segmentPart(condition.segment)}`;
  return attributeWords(condition, options);
}

function attributeWords(condition: AttributeCondition, options: WordsOptions): Phrase {
  const { attribute, operator, negate = false, ignoreCase = false } = condition;
  const template = (operatorWords[operator] ?? [`${operator} _`, `not ${operator} _`])[negate ? 1 : 0];
  const [before = '', after = ''] = template.split('_');
  const values = template.includes('_') ? valuesWords(condition, options) : say``;
  return say`${attributePart(attribute)} ${before}${values}${after}${ignoreCase ? ' (ignoring case)' : ''}`;
}

function valuesWords({ operator, values = [] }: AttributeCondition, options: WordsOptions): Phrase {
  if (values.length === 0) return say`…`;
  const isInstant = operator === 'before' || operator === 'after';
  const words = values.map((value) => valuePart(isInstant ? instantValue(value, options) : valueText(value)));
  const isLong = words.length > MOST_VALUES + 1;
  const shown = isLong ? words.slice(0, MOST_VALUES) : words;
  const rest = isLong ? [`${words.length - MOST_VALUES} others`] : [];
  return listed([...shown, ...rest], operator === 'between' ? 'and' : 'or');
}

/** Text in quotes where it could be mistaken for something else. */
function valueText(value: JsonValue): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const isPlain = /^[^\s,“”"]+$/u.test(value) && !/^(-?\d+(\.\d+)?|true|false|null)$/.test(value);
  return isPlain ? value : `“${value}”`;
}

function instantValue(value: JsonValue, { timeZone }: WordsOptions): string {
  const at = typeof value === 'string' ? parseInstant(value) : value;
  return typeof at === 'number' && Number.isFinite(at) ? instantText(at, timeZone) : valueText(value);
}

/** Whom conditions describe, behind "everyone": ` in segment a whose plan is pro but not in segment b`. */
export function audienceWords(conditions: readonly Condition[], options: WordsOptions = {}): Phrase {
  const inside = conditions.filter((one) => 'segment' in one && !one.negate);
  const outside = conditions.filter((one) => 'segment' in one && one.negate === true);
  const attributes = conditions
    .filter((one) => !('segment' in one))
    .map((one) => conditionWords(one, options));
  const not = conditions.length > outside.length ? 'but not' : 'not';
  return together(
    [
      ...(inside.length > 0 ? [say` in ${segmentsWords(inside, 'and')}`] : []),
      ...(attributes.length > 0 ? [say` whose ${together(attributes, ' and whose ')}`] : []),
      ...(outside.length > 0 ? [say` ${not} in ${segmentsWords(outside, 'or')}`] : []),
    ],
    '',
  );
}

function segmentsWords(conditions: readonly Condition[], last: 'and' | 'or'): Phrase {
  const names = conditions.flatMap((one) => ('segment' in one ? [segmentPart(one.segment)] : []));
  return say`${names.length === 1 ? 'segment' : 'segments'} ${listed(names, last)}`;
}
