import { bucketCount } from './bucketing.ts';
import { canonicalJson } from './canonical-json.ts';
import type { RegexCompiler } from './operators.ts';
import type {
  Flag,
  FlagConfig,
  FlagType,
  JsonValue,
  Prerequisite,
  Rule,
  Segment,
  Serve,
  Split,
  Variants,
} from './ruleset.ts';
import { type ConditionSurroundings, type Issue, validateConditions } from './validate-conditions.ts';

/** What a flag may refer to in its environment. Cycles are found by `prerequisiteCycle` and `segmentCycle`. */
export interface FlagSurroundings {
  /** All flags, for prerequisites. */
  flags: Readonly<Record<string, { readonly variants: Variants }>>;
  segmentKeys: Iterable<string>;
  regex: RegexCompiler;
}

export type SegmentSurroundings = Pick<FlagSurroundings, 'segmentKeys' | 'regex'>;

/** What keeps a well-shaped flag from meaning what was written, each with where and what to do; [] if nothing. */
export function validateFlag(
  flag: FlagConfig & Pick<Flag, 'type' | 'variants'>,
  { flags, segmentKeys, regex }: FlagSurroundings,
): Issue[] {
  const { variants } = flag;
  const surroundings = { segmentKeys: new Set(segmentKeys), regex };
  return [
    ...validateVariants(flag.type, variants),
    ...variantIssue('offVariant', flag.offVariant, variants),
    ...(flag.safeVariant === null ? [] : variantIssue('safeVariant', flag.safeVariant, variants)),
    ...flag.prerequisites.flatMap((prerequisite, index) =>
      validatePrerequisite(`prerequisites[${index}]`, prerequisite, flags),
    ),
    ...flag.targets.flatMap(({ variant }, index) =>
      variantIssue(`targets[${index}].variant`, variant, variants),
    ),
    ...flag.rules.flatMap((rule, index) => validateRule(`rules[${index}]`, rule, variants, surroundings)),
    ...duplicateRules(flag.rules),
    ...validateServe('fallthrough', flag.fallthrough, variants),
    ...textIssues(flag),
  ];
}

/** What keeps a well-shaped segment from meaning what was written, each with where and what to do; [] if nothing. */
export function validateSegment(segment: Segment, { segmentKeys, regex }: SegmentSurroundings): Issue[] {
  const surroundings = { segmentKeys: new Set(segmentKeys), regex };
  return [
    ...segment.rules.flatMap(({ conditions }, index) =>
      validateConditions(`rules[${index}].conditions`, conditions, surroundings),
    ),
    ...textIssues(segment),
  ];
}

function validateVariants(type: FlagType, variants: Variants): Issue[] {
  const entries = Object.entries(variants);
  if (entries.length === 0) return [{ path: 'variants', message: 'Give the flag at least one variant.' }];
  return entries
    .filter(([, value]) => !fits[type](value))
    .map(([name]) => ({
      path: `variants.${name}`,
      message: `The flag's type is ${type}. Give a value of that type.`,
    }));
}

const fits: Readonly<Record<FlagType, (value: JsonValue) => boolean>> = {
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  number: (value) => Number.isFinite(value),
  object: (value) => typeof value === 'object' && value !== null,
};

function variantIssue(path: string, variant: string, variants: Variants): Issue[] {
  if (Object.hasOwn(variants, variant)) return [];
  const names = Object.keys(variants).join(', ');
  const message = `There is no variant "${variant}". Use one of ${names}, or add it to the flag.`;
  return [{ path, message, missing: 'variant' }];
}

function validatePrerequisite(
  path: string,
  { flag, variants }: Prerequisite,
  flags: FlagSurroundings['flags'],
): Issue[] {
  const required = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
  if (required === undefined) {
    const message = `There is no flag "${flag}". Create it first or name another.`;
    return [{ path: `${path}.flag`, message, missing: 'flag' }];
  }
  if (variants.length === 0)
    return [{ path: `${path}.variants`, message: `Name the variants of "${flag}" that are accepted.` }];
  return variants.flatMap((variant, index) =>
    variantIssue(`${path}.variants[${index}]`, variant, required.variants),
  );
}

function validateRule(
  path: string,
  rule: Rule,
  variants: Variants,
  surroundings: ConditionSurroundings,
): Issue[] {
  const { from = null, until = null } = rule;
  const isEmptyTime = from !== null && until !== null && from >= until;
  return [
    ...validateConditions(`${path}.conditions`, rule.conditions, surroundings),
    ...validateServe(`${path}.serve`, rule.serve, variants),
    ...(isEmptyTime
      ? [{ path: `${path}.until`, message: 'The rule ends before it starts. Give a later "until".' }]
      : []),
  ];
}

function duplicateRules(rules: readonly Rule[]): Issue[] {
  return duplicates(rules.map(({ id }) => id)).map((index) => ({
    path: `rules[${index}].id`,
    message: `Another rule has the id "${rules[index]?.id}". Give each rule its own.`,
  }));
}

/** Positions of items that occurred before. */
function duplicates(items: readonly string[]): number[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const isRepeated = seen.has(item);
    seen.add(item);
    return isRepeated ? [index] : [];
  });
}

function validateServe(path: string, serve: Serve, variants: Variants): Issue[] {
  if ('variant' in serve) return variantIssue(`${path}.variant`, serve.variant, variants);
  return validateSplit(`${path}.split`, serve.split, variants);
}

function validateSplit(path: string, { by, salt, algorithm, weights }: Split, variants: Variants): Issue[] {
  const names = weights.map(([variant]) => variant);
  return [
    ...(by === ''
      ? [{ path: `${path}.by`, message: 'Name the attribute to split by, such as "targetingKey".' }]
      : []),
    ...(salt === '' ? [{ path: `${path}.salt`, message: 'Give the split a salt.' }] : []),
    ...(algorithm === 1 ? [] : [{ path: `${path}.algorithm`, message: 'Use bucketing algorithm 1.' }]),
    ...names.flatMap((variant, index) => variantIssue(`${path}.weights[${index}][0]`, variant, variants)),
    ...duplicates(names).map((index) => ({
      path: `${path}.weights[${index}][0]`,
      message: `Variant "${names[index]}" is listed twice. Add its weights up.`,
    })),
    ...validateWeights(path, weights),
  ];
}

function validateWeights(path: string, weights: Split['weights']): Issue[] {
  const odd = weights.findIndex(
    ([, weight]) => !Number.isInteger(weight) || weight < 0 || weight > bucketCount,
  );
  if (odd !== -1)
    return [{ path: `${path}.weights[${odd}][1]`, message: `Give a whole number from 0 to ${bucketCount}.` }];
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  if (total === bucketCount) return [];
  return [
    { path: `${path}.weights`, message: `The weights sum to ${total}. Make them sum to ${bucketCount}.` },
  ];
}

/** What cannot be put into canonical JSON cannot be digested. */
function textIssues(value: FlagConfig | Segment): Issue[] {
  try {
    canonicalJson(value);
    return [];
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'It is not JSON.';
    return [{ path: '', message: `${detail} Remove the broken character or number.` }];
  }
}
