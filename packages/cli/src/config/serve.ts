import type { FlagConfig } from '@slipway/api';
import { UsageError } from '../failure.ts';
import { percentText, type ServeDraft } from '../text/serve-text.ts';
import type { Serve } from '../text/shapes.ts';
import type { ConfigFacts } from './edit.ts';

const WHOLE = 100_000;

interface ServeContext {
  /** What this place served before: its salt, unit and order of variants are kept, so that nobody moves. */
  former: Serve | undefined;
  offVariant: string;
  flag: string;
  unit: string | undefined;
}

/** A draft as a serve. A first split is salted by the flag's key, so that it is the same in every environment. */
export function toServe(draft: ServeDraft, { former, offVariant, flag, unit }: ServeContext): Serve {
  if ('variant' in draft) return draft;
  const split = former !== undefined && 'split' in former ? former.split : undefined;
  const weights = filledUp(draft.shares, offVariant);
  return {
    split: {
      by: unit ?? split?.by ?? 'targetingKey',
      salt: split?.salt ?? flag,
      algorithm: 1,
      weights: split === undefined ? weights : inOrderOf(split.weights, weights),
    },
  };
}

/** The variant that "on" means: `--percentage 10` gives it to 10 %. */
export function onVariantOf({ flag, config }: ConfigFacts, offVariant: string): string {
  const others = Object.keys(flag.variants).filter((variant) => variant !== offVariant);
  const candidates = [servedBeside(config.fallthrough, offVariant), others.find((v) => v === 'on')];
  const [only, second] = others;
  const found =
    candidates.find((variant) => variant !== undefined) ?? (second === undefined ? only : undefined);
  if (found !== undefined) return found;
  throw new UsageError(
    `Flag "${flag.key}" has several variants besides "${offVariant}": ${others.join(', ')}.`,
    `Say which one gets the share: --percentage 10=${only ?? 'VARIANT'}.`,
  );
}

function servedBeside(serve: FlagConfig['fallthrough'], offVariant: string): string | undefined {
  const served = 'variant' in serve ? [serve.variant] : serve.split.weights.map(([variant]) => variant);
  const others = served.filter((variant) => variant !== offVariant);
  return others.length === 1 ? others[0] : undefined;
}

function filledUp(shares: [string, number][], offVariant: string): [string, number][] {
  const rest = WHOLE - shares.reduce((sum, [, weight]) => sum + weight, 0);
  if (!shares.some(([variant]) => variant === offVariant)) return [...shares, [offVariant, rest]];
  if (rest === 0) return shares;
  throw new UsageError(
    `The shares are ${percentText(WHOLE - rest)} together.`,
    `They name the off variant "${offVariant}", so they must be 100 % together; leave it out and it gets the rest.`,
  );
}

/** Growing shares only add units as long as the variants keep their order. */
function inOrderOf(former: readonly [string, number][], weights: [string, number][]): [string, number][] {
  const rank = new Map(former.map(([variant], index) => [variant, index]));
  return [...weights].sort(([a], [b]) => (rank.get(a) ?? former.length) - (rank.get(b) ?? former.length));
}
