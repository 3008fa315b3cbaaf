import { WHOLE } from './serve-words.ts';

/** Variants with integers out of 100,000 that sum to exactly that. */
export type Weights = readonly (readonly [variant: string, weight: number])[];
type Pairs = [variant: string, weight: number][];

/** As even as integers allow. */
export function equalWeights(weights: Weights): Pairs {
  const each = Math.floor(WHOLE / weights.length);
  const rest = WHOLE - each * weights.length;
  return weights.map(([variant], index) => [variant, each + (index < rest ? 1 : 0)]);
}

/** Sets one share. What it gains or loses is the off variant’s, then the others’ from the last on. */
export function withShare(weights: Weights, index: number, wanted: number, offVariant: string): Pairs {
  const next: Pairs = weights.map(([variant, weight]) => [variant, weight]);
  const own = next[index];
  if (!own || next.length < 2) return next;
  let rest = clamp(wanted, 0, WHOLE) - own[1];
  own[1] += rest;
  for (const other of counterparts(next, own, offVariant)) {
    const taken = Math.min(rest, other[1]);
    other[1] -= taken;
    rest -= taken;
  }
  return next;
}

function counterparts(weights: Pairs, own: Pairs[number], offVariant: string): Pairs {
  const others = weights.filter((one) => one !== own).reverse();
  return [
    ...others.filter(([name]) => name === offVariant),
    ...others.filter(([name]) => name !== offVariant),
  ];
}

/** Moves the border behind a variant to a place between 0 and 100,000; only its two neighbours change. */
export function withBorder(weights: Weights, index: number, place: number): Pairs {
  const next: Pairs = weights.map(([variant, weight]) => [variant, weight]);
  const [left, right] = [next[index], next[index + 1]];
  if (!left || !right) return next;
  const start = next.slice(0, index).reduce((sum, [, weight]) => sum + weight, 0);
  const both = left[1] + right[1];
  left[1] = clamp(Math.round(place) - start, 0, both);
  right[1] = both - left[1];
  return next;
}

/** Where the borders lie: one fewer than there are variants. */
export function bordersOf(weights: Weights): number[] {
  let sum = 0;
  return weights.slice(0, -1).map(([, weight]) => {
    sum += weight;
    return sum;
  });
}

/** Takes a variant out; its share goes to the off variant, else to the last of the others. */
export function without(weights: Weights, index: number, offVariant: string): Pairs {
  const emptied = withShare(weights, index, 0, offVariant);
  return emptied.filter((_, at) => at !== index);
}

export function total(weights: Weights): number {
  return weights.reduce((sum, [, weight]) => sum + weight, 0);
}

/** "12.5" or "12,5 %" as a weight; null where it is no share. */
export function readPercent(typed: string | number): number | null {
  const read = Number(String(typed).replace('%', '').replace(',', '.').trim());
  const isShare = String(typed).trim() !== '' && read >= 0 && read <= 100;
  return isShare ? Math.round((read / 100) * WHOLE) : null;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
