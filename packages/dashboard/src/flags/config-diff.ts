import {
  canonicalJson,
  type Flag,
  type FlagConfig,
  type Rule,
  type Segment,
  type Serve,
} from '@slipway/engine';
import { audienceWords, type WordsOptions } from './condition-words.ts';
import { percent } from './flag-list-words.ts';
import { attributePart, flagPart, listed, type Phrase, say, valuePart, variantPart } from './phrase.ts';
import { keysWords, ruleAudience, ruleWords, sharesOf, windowWords } from './serve-words.ts';
import { entriesInOrder, scheduleWords } from './words.ts';

/** A config, or a flag of a ruleset, which says more. */
export type DiffSide = FlagConfig &
  Partial<Pick<Flag, 'killed' | 'variants' | 'clientVisible' | 'observe' | 'metadata'>>;

/** One difference as a sentence. `rung` names where it is: `rule:r1`, `fallthrough`, `schedule` and so on. */
export interface Difference {
  rung: string;
  phrase: Phrase;
}

/** What has changed from one config to another, from top to bottom. Empty = the same. */
export function diffConfigs(before: DiffSide, after: DiffSide, options: WordsOptions = {}): Difference[] {
  const differences = [
    ...definitionDifferences(before, after),
    ...stateDifferences(before, after, options),
    ...prerequisiteDifferences(before, after),
    ...targetDifferences(before, after),
    ...ruleDifferences(before, after, options),
    ...serveDifferences('Everyone else', before.fallthrough, after.fallthrough, after.offVariant).map(
      at('fallthrough'),
    ),
  ];
  return differences;
}

const at =
  (rung: string) =>
  (phrase: Phrase): Difference => ({ rung, phrase });

function differs(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) !== canonicalJson(b ?? null);
}

function definitionDifferences(before: DiffSide, after: DiffSide): Difference[] {
  const was = before.variants ?? {};
  const is = after.variants ?? {};
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return [
    ...names
      .filter((name) => differs(was[name], is[name]))
      .map((name) => at('variants')(variantChange(name, was, is))),
    ...flagged(
      'clientVisible',
      before,
      after,
      'Client tokens may now see it',
      'Client tokens no longer see it',
    ),
    ...flagged('observe', before, after, 'Outcomes are now recorded', 'Outcomes are no longer recorded'),
    ...(differs(before.metadata, after.metadata) ? [at('metadata')(say`Metadata changed`)] : []),
  ];
}

function variantChange(name: string, was: Flag['variants'], is: Flag['variants']): Phrase {
  const value = (of: Flag['variants']) => valuePart(JSON.stringify(of[name]));
  if (!Object.hasOwn(was, name)) return say`New variant ${variantPart(name)}: ${value(is)}`;
  if (!Object.hasOwn(is, name)) return say`Variant ${variantPart(name)} removed`;
  return say`Value of ${variantPart(name)}: ${value(was)} → ${value(is)}`;
}

function flagged(
  name: 'clientVisible' | 'observe',
  before: DiffSide,
  after: DiffSide,
  yes: string,
  no: string,
): Difference[] {
  if ((before[name] ?? false) === (after[name] ?? false)) return [];
  return [at(name)(say`${after[name] ? yes : no}`)];
}

function stateDifferences(before: DiffSide, after: DiffSide, options: WordsOptions): Difference[] {
  const key = (entry: object): string => canonicalJson(entry);
  const was = new Set(before.schedule.map(key));
  const is = new Set(after.schedule.map(key));
  const added = entriesInOrder(after.schedule.filter((entry) => !was.has(key(entry))));
  const removed = entriesInOrder(before.schedule.filter((entry) => !is.has(key(entry))));
  return [
    ...changed(
      (before.killed ?? false) !== (after.killed ?? false),
      'killed',
      after.killed ? 'Killed' : 'Restored: no longer killed',
    ),
    ...changed(before.enabled !== after.enabled, 'enabled', after.enabled ? 'Switched on' : 'Switched off'),
    ...added.map((entry) => at('schedule')(say`Schedule entry added: ${scheduleWords(entry, options)}`)),
    ...removed.map((entry) => at('schedule')(say`Schedule entry removed: ${scheduleWords(entry, options)}`)),
    ...variantDifference('offVariant', 'While it is off', before.offVariant, after.offVariant),
    ...variantDifference('safeVariant', 'When killed', before.safeVariant, after.safeVariant),
  ];
}

function changed(isSo: boolean, rung: string, text: string): Difference[] {
  return isSo ? [at(rung)(say`${text}`)] : [];
}

function variantDifference(
  rung: string,
  when: string,
  before: string | null,
  after: string | null,
): Difference[] {
  if (before === after) return [];
  const named = (variant: string | null) => (variant === null ? 'the off variant' : variantPart(variant));
  return [at(rung)(say`${when}, everyone gets ${named(after)} instead of ${named(before)}`)];
}

function prerequisiteDifferences(before: DiffSide, after: DiffSide): Difference[] {
  const flags = [...new Set([...before.prerequisites, ...after.prerequisites].map(({ flag }) => flag))];
  return flags.flatMap((flag) => {
    const was = before.prerequisites.find((one) => one.flag === flag)?.variants;
    const is = after.prerequisites.find((one) => one.flag === flag)?.variants;
    const variants = (names: readonly string[]) => listed(names.map(variantPart), 'or');
    if (!differs(was, is)) return [];
    const rung = at(`prerequisite:${flag}`);
    if (!is) return [rung(say`No longer depends on flag ${flagPart(flag)}`)];
    if (!was) return [rung(say`Now only where flag ${flagPart(flag)} serves ${variants(is)}`)];
    return [rung(say`Flag ${flagPart(flag)} has to serve ${variants(is)} instead of ${variants(was)}`)];
  });
}

function targetDifferences(before: DiffSide, after: DiffSide): Difference[] {
  const variants = [...new Set([...before.targets, ...after.targets].map(({ variant }) => variant))];
  const keysOf = (side: DiffSide, variant: string): Set<string> =>
    new Set(side.targets.filter((one) => one.variant === variant).flatMap(({ keys }) => keys));
  return variants.flatMap((variant) => {
    const was = keysOf(before, variant);
    const is = keysOf(after, variant);
    const added = [...is].filter((key) => !was.has(key));
    const removed = [...was].filter((key) => !is.has(key));
    const rung = at(`target:${variant}`);
    const name = variantPart(variant);
    return [
      ...(added.length > 0
        ? [rung(say`${keysWords(added)} now ${added.length === 1 ? 'gets' : 'get'} ${name} by key`)]
        : []),
      ...(removed.length > 0
        ? [rung(say`${keysWords(removed)} no longer ${removed.length === 1 ? 'gets' : 'get'} ${name} by key`)]
        : []),
    ];
  });
}

function ruleDifferences(before: DiffSide, after: DiffSide, options: WordsOptions): Difference[] {
  const removed = before.rules.filter(({ id }) => !after.rules.some((rule) => rule.id === id));
  const added = after.rules.flatMap((rule, index) =>
    before.rules.some(({ id }) => id === rule.id)
      ? []
      : [at(`rule:${rule.id}`)(say`New rule ${index + 1}: ${ruleWords(rule, after.offVariant, options)}`)],
  );
  return [
    ...removed.map((rule) =>
      at(`rule:${rule.id}`)(say`Rule removed: ${ruleWords(rule, before.offVariant, options)}`),
    ),
    ...added,
    ...after.rules.flatMap((rule, index) => {
      const was = before.rules.find(({ id }) => id === rule.id);
      return was ? ruleChanges(was, rule, index, after.offVariant, options).map(at(`rule:${rule.id}`)) : [];
    }),
    ...movedRules(before, after),
  ];
}

function ruleChanges(
  was: Rule,
  is: Rule,
  index: number,
  offVariant: string,
  options: WordsOptions,
): Phrase[] {
  const name = `Rule ${index + 1}`;
  const isOther = differs(was.conditions, is.conditions);
  const window = windowWords(is, options);
  return [
    ...(isOther
      ? [say`${name} is for ${ruleAudience(is.conditions, options)}; it was for ${whoWas(was, options)}`]
      : []),
    ...(windowWords(was, options) === window
      ? []
      : [say`${name} applies ${window === '' ? 'at any time' : window}`]),
    ...serveDifferences(name, was.serve, is.serve, offVariant),
  ];
}

function whoWas({ conditions }: Rule, options: WordsOptions): Phrase {
  return say`everyone${audienceWords(conditions, options)}`;
}

function serveDifferences(name: string, before: Serve, after: Serve, offVariant: string): Phrase[] {
  const was = new Map(sharesOf(before));
  const is = new Map(sharesOf(after));
  const variants = [...new Set([...was.keys(), ...is.keys()])];
  const [from, to] = [[...was.keys()][0] ?? '', [...is.keys()][0] ?? ''];
  if (was.size === 1 && is.size === 1)
    return from === to
      ? kindDifferences(name, before, after)
      : [
          say`${name} ${name === 'Everyone else' ? 'gets' : 'serves'} ${variantPart(to)} instead of ${variantPart(from)}`,
        ];
  const shares = variants
    .filter((variant) => variant !== offVariant && was.get(variant) !== is.get(variant))
    .map(
      (variant) =>
        say`${name}: share of ${variantPart(variant)} ${percent(was.get(variant) ?? 0)} → ${percent(is.get(variant) ?? 0)}`,
    );
  return [...shares, ...dealDifferences(name, before, after)];
}

/** Of two that give everybody the same. */
function kindDifferences(name: string, before: Serve, after: Serve): Phrase[] {
  if ('split' in before === 'split' in after) return [];
  return 'split' in after ? [say`${name}: turned into a split`] : [say`${name}: no longer a split`];
}

function dealDifferences(name: string, before: Serve, after: Serve): Phrase[] {
  if (!('split' in before && 'split' in after)) return [];
  const order = ({ weights }: typeof before.split): string =>
    weights
      .filter(([, weight]) => weight > 0)
      .map(([variant]) => variant)
      .join('\n');
  const isSameSet = sharesOf(before).length === sharesOf(after).length;
  return [
    ...(before.split.by === after.split.by
      ? []
      : [
          say`${name}: split by ${attributePart(after.split.by)} instead of ${attributePart(before.split.by)}, so people change sides`,
        ]),
    ...(before.split.salt === after.split.salt ? [] : [say`${name}: another salt, so people change sides`]),
    ...(isSameSet && order(before.split) !== order(after.split)
      ? [say`${name}: variants in another order, so people change sides`]
      : []),
  ];
}

/** Ids of rules that stand elsewhere among the others: as few as possible. */
export function movedIds(before: Pick<DiffSide, 'rules'>, after: Pick<DiffSide, 'rules'>): string[] {
  const place = new Map(before.rules.map(({ id }, index) => [id, index]));
  const common = after.rules.filter(({ id }) => place.has(id));
  const staying = longestRise(common.map(({ id }) => place.get(id) ?? 0));
  return common.filter((_, index) => !staying.has(index)).map(({ id }) => id);
}

function movedRules(before: DiffSide, after: DiffSide): Difference[] {
  const place = new Map(before.rules.map(({ id }, index) => [id, index]));
  return movedIds(before, after).map((id) => {
    const to = after.rules.findIndex((rule) => rule.id === id);
    return at(`rule:${id}`)(say`Former rule ${(place.get(id) ?? 0) + 1} is now rule ${to + 1}`);
  });
}

/** Places of a longest rising part of the numbers. */
function longestRise(numbers: readonly number[]): Set<number> {
  const best = numbers.map((): number[] => []);
  for (const [index, number] of numbers.entries()) {
    const before = best.slice(0, index).filter((chain) => (numbers[chain.at(-1) ?? 0] ?? 0) < number);
    const longest = before.reduce<number[]>((a, b) => (b.length > a.length ? b : a), []);
    best[index] = [...longest, index];
  }
  return new Set(best.reduce<number[]>((a, b) => (b.length > a.length ? b : a), []));
}

/** What has changed from one content of a segment to another. */
export function diffSegments(before: Segment, after: Segment, options: WordsOptions = {}): Difference[] {
  const names = (rung: 'include' | 'exclude', is: string, isNot: string): Difference[] => [
    ...keyChange(rung, before[rung], after[rung], is),
    ...keyChange(rung, after[rung], before[rung], isNot),
  ];
  const rules = (side: Segment): Map<string, Phrase> =>
    new Map(
      side.rules.map(({ conditions }) => [canonicalJson(conditions), ruleAudience(conditions, options)]),
    );
  const [was, is] = [rules(before), rules(after)];
  return [
    ...names('include', 'now listed by name', 'no longer listed by name'),
    ...names('exclude', 'now left out', 'no longer left out'),
    ...[...is].filter(([key]) => !was.has(key)).map(([, who]) => at('rules')(say`Now also ${who}`)),
    ...[...was].filter(([key]) => !is.has(key)).map(([, who]) => at('rules')(say`No longer ${who}`)),
  ];
}

function keyChange(
  rung: string,
  before: readonly string[],
  after: readonly string[],
  words: string,
): Difference[] {
  const known = new Set(before);
  const added = after.filter((key) => !known.has(key));
  if (added.length === 0) return [];
  return [at(rung)(say`${keysWords(added)} ${added.length === 1 ? 'is' : 'are'} ${words}`)];
}
