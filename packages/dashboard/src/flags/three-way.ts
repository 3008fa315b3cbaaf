import type { FlagConfig } from '@slipway/api';
import { isSame, type Prerequisite, type Rule, type Target } from './config-draft.ts';

/** Whose version of a piece is kept where both have changed it. */
export type Side = 'mine' | 'theirs';
export type Picks = ReadonlyMap<string, Side>;

/** Pieces that both have changed, each in another way, by rung: `rule:r1`, `fallthrough`, `order`. */
export interface Merged {
  config: FlagConfig;
  clashes: string[];
}

const plain = ['enabled', 'schedule', 'offVariant', 'safeVariant', 'fallthrough'] as const;

/** My edits on top of theirs, rung by rung. Where both have changed one, `picks` decides, else theirs stays. */
export function mergeConfigs(
  base: FlagConfig,
  mine: FlagConfig,
  theirs: FlagConfig,
  picks: Picks = new Map(),
): Merged {
  const clashes: string[] = [];
  const choose = <T>(rung: string, was: T, my: T, their: T): T => {
    if (isSame(my ?? null, was ?? null)) return their;
    if (isSame(their ?? null, was ?? null) || isSame(my ?? null, their ?? null)) return my;
    clashes.push(rung);
    return picks.get(rung) === 'mine' ? my : their;
  };
  const config: FlagConfig = { ...theirs };
  for (const name of plain)
    Object.assign(config, { [name]: choose<unknown>(name, base[name], mine[name], theirs[name]) });
  const lists = { base, mine, theirs };
  config.prerequisites = mergeList<Prerequisite>(
    'prerequisite',
    lists3(lists, 'prerequisites'),
    ({ flag }) => flag,
    choose,
  );
  config.targets = mergeTargets(lists3(lists, 'targets'));
  config.rules = mergeList<Rule>('rule', lists3(lists, 'rules'), ({ id }) => id, choose);
  return { config, clashes };
}

interface Three<T> {
  base: T;
  mine: T;
  theirs: T;
}

function lists3<K extends 'prerequisites' | 'targets' | 'rules'>(
  of: Three<FlagConfig>,
  name: K,
): Three<FlagConfig[K]> {
  return { base: of.base[name], mine: of.mine[name], theirs: of.theirs[name] };
}

/** Keys come and go one by one, so that two people can list some for the same variant. */
function mergeTargets({ base, mine, theirs }: Three<readonly Target[]>): Target[] {
  const keysOf = (targets: readonly Target[], variant: string): string[] =>
    targets.filter((target) => target.variant === variant).flatMap(({ keys }) => keys);
  const variants = [...new Set([...theirs, ...mine].map(({ variant }) => variant))];
  return variants.flatMap((variant) => {
    const was = new Set(keysOf(base, variant));
    const my = new Set(keysOf(mine, variant));
    const kept = keysOf(theirs, variant).filter((key) => my.has(key) || !was.has(key));
    const keys = [...new Set([...kept, ...[...my].filter((key) => !was.has(key))])];
    return keys.length > 0 ? [{ variant, keys }] : [];
  });
}

type Choose = <T>(rung: string, was: T, my: T, their: T) => T;

function mergeList<T>(
  kind: string,
  lists: Three<readonly T[]>,
  keyOf: (one: T) => string,
  choose: Choose,
): T[] {
  const maps = {
    base: byKey(lists.base, keyOf),
    mine: byKey(lists.mine, keyOf),
    theirs: byKey(lists.theirs, keyOf),
  };
  const kept = new Map<string, T>();
  for (const key of new Set([...maps.base.keys(), ...maps.mine.keys(), ...maps.theirs.keys()])) {
    const one = choose(`${kind}:${key}`, maps.base.get(key), maps.mine.get(key), maps.theirs.get(key));
    if (one !== undefined) kept.set(key, one);
  }
  const order = mergeOrder(
    kind,
    { base: [...maps.base.keys()], mine: [...maps.mine.keys()], theirs: [...maps.theirs.keys()] },
    choose,
  );
  return order.flatMap((key) => kept.get(key) ?? []);
}

function byKey<T>(items: readonly T[], keyOf: (one: T) => string): Map<string, T> {
  return new Map(items.map((one) => [keyOf(one), one]));
}

/** Whoever has changed the order of what both have decides it; what is new comes behind what it stood behind. */
function mergeOrder(kind: string, { base, mine, theirs }: Three<string[]>, choose: Choose): string[] {
  const common = base.filter((key) => mine.includes(key) && theirs.includes(key));
  const orderIn = (keys: readonly string[]): string[] => keys.filter((key) => common.includes(key));
  const chosen = choose(`${kind}-order`, common, orderIn(mine), orderIn(theirs));
  const isMine = isSame(chosen, orderIn(mine)) && !isSame(chosen, orderIn(theirs));
  return isMine ? inserted(mine, theirs) : inserted(theirs, mine);
}

function inserted(order: readonly string[], from: readonly string[]): string[] {
  const result = [...order];
  for (const [index, key] of from.entries()) {
    if (result.includes(key)) continue;
    const before = from.slice(0, index).findLast((one) => result.includes(one));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, key);
  }
  return result;
}
