import type { FlagConfig } from '@slipway/api';
import { type Flag, validateFlag } from '@slipway/engine';
import { type Condition, operatorShapes } from './condition-draft.ts';
import type { Issue } from './config-issues.ts';

/** What a config may name. */
export interface Surroundings {
  flag: Pick<Flag, 'type' | 'variants'>;
  /** Null until they are read: then nothing is said about them. */
  segmentKeys: readonly string[] | null;
}

/** What the server would refuse, as far as it can be told here; it knows more flags and its own pattern syntax. */
export function checkConfig(config: FlagConfig, { flag, segmentKeys }: Surroundings): Issue[] {
  const told = [...unfinishedConditions(config), ...emptyPrerequisites(config)];
  const found = validateFlag(
    { ...config, type: flag.type, variants: flag.variants },
    { flags: {}, segmentKeys: segmentKeys ?? [], regex: anyPattern },
  )
    .filter(({ missing }) => missing !== 'flag' && (missing !== 'segment' || segmentKeys !== null))
    .filter(({ path }) => !told.some((one) => one.path === path));
  return [...told, ...found].map(({ path, message }) => ({ path, message }));
}

function anyPattern() {
  return { test: () => false };
}

function unfinishedConditions({ rules }: FlagConfig): Issue[] {
  return rules.flatMap(({ conditions }, rule) =>
    conditions.flatMap((condition, index) => unfinished(condition, `rules[${rule}].conditions[${index}]`)),
  );
}

function unfinished(condition: Condition, path: string): Issue[] {
  if ('segment' in condition)
    return condition.segment === '' ? [{ path: `${path}.segment`, message: 'Choose a segment.' }] : [];
  const { count } = operatorShapes[condition.operator];
  const given = condition.values?.length ?? 0;
  if (count === 'two' && given < 2) return [{ path: `${path}.values`, message: 'Give two numbers.' }];
  return count !== 'none' && given === 0 ? [{ path: `${path}.values`, message: 'Give a value.' }] : [];
}

function emptyPrerequisites({ prerequisites }: FlagConfig): Issue[] {
  return prerequisites.flatMap(({ flag, variants }, index) =>
    variants.length === 0
      ? [
          {
            path: `prerequisites[${index}].variants`,
            message: `Name the variants of “${flag}” that are accepted.`,
          },
        ]
      : [],
  );
}
