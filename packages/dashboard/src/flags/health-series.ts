import type { Change, Evaluations, Flag, Outcomes } from '@slipway/api';
import { changeWords } from '../changes/change-words.ts';
import { type Mark, ratesOf, type Series, shareText, sum } from '../ui/time-series.ts';
import { variantColours } from '../ui/variants.ts';

/** Variants in the order of the flag, the off variant last; those that the flag no longer has come after. */
function inOrder(found: readonly string[], flag: Pick<Flag, 'variants'>, offVariant: string): string[] {
  const known = [...Object.keys(flag.variants).filter((name) => name !== offVariant), offVariant];
  return [...known.filter((name) => found.includes(name)), ...found.filter((name) => !known.includes(name))];
}

function coloursOf(
  names: readonly string[],
  flag: Pick<Flag, 'variants'>,
  offVariant: string,
): ReadonlyMap<string, string> {
  return variantColours([...new Set([...Object.keys(flag.variants), ...names])], offVariant);
}

/** Evaluations by variant, ready to be drawn. */
export function seriesOf(
  { series }: Pick<Evaluations, 'series'>,
  flag: Pick<Flag, 'variants'>,
  offVariant: string,
): Series[] {
  const counts = new Map(series.map((one) => [one.variant, one.counts]));
  const names = inOrder([...counts.keys()], flag, offVariant);
  const colours = coloursOf(names, flag, offVariant);
  return names.map((name) => ({
    name,
    colour: colours.get(name) ?? 'var(--sw-variant-off)',
    values: counts.get(name) ?? [],
  }));
}

export interface Share {
  name: string;
  colour: string;
  count: number;
  text: string;
}

/** How much of everything each variant is. */
export function sharesOfEvaluations(series: readonly Series[]): Share[] {
  const all = series.reduce((total, { values }) => total + sum(values), 0);
  return series.map(({ name, colour, values }) => {
    const count = sum(values);
    return { name, colour, count, text: shareText(all === 0 ? 0 : count / all) };
  });
}

type Outcome = Outcomes['outcomes'][number];

export interface OutcomeRow {
  variant: string;
  colour: string;
  bad: number;
  total: number;
  /** Null where nothing was reported. */
  rate: number | null;
  rates: readonly (number | null)[];
  /** "3 of 311" of a step. */
  detail: (step: number) => string;
}

/** One outcome by variant: its rate over time and in total. */
export function outcomeRows(
  { variants }: Outcome,
  flag: Pick<Flag, 'variants'>,
  offVariant: string,
): OutcomeRow[] {
  const names = inOrder(
    variants.map(({ variant }) => variant),
    flag,
    offVariant,
  );
  const colours = coloursOf(names, flag, offVariant);
  return names.flatMap((name) => {
    const one = variants.find(({ variant }) => variant === name);
    if (!one) return [];
    const [bad, total] = [sum(one.bad), sum(one.total)];
    return [
      {
        variant: name,
        colour: colours.get(name) ?? 'var(--sw-variant-off)',
        bad,
        total,
        rate: total === 0 ? null : bad / total,
        rates: ratesOf(one.bad, one.total),
        detail: (step: number) => `${one.bad[step] ?? 0} of ${one.total[step] ?? 0}`,
      },
    ];
  });
}

/** Changes of what is served, as marks on an axis. */
export function marksOf(changes: readonly Change[]): Mark[] {
  return changes
    .filter(({ effects }) => effects.length > 0)
    .map((change) => ({ id: change.id, at: Date.parse(change.at), text: changeWords(change).text }));
}
