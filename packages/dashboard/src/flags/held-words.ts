import type { FlagOverview, FlagState, Serving } from '@slipway/api';

type Row = Pick<FlagOverview, 'environments'>;

/** By environment the required flag that holds a flag off there. */
export function holdersIn(rows: readonly Row[]): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap(({ environments }) =>
      environments.flatMap(({ environment, heldBy }) =>
        heldBy === null ? [] : [[environment, heldBy] as const],
      ),
    ),
  );
}

/** Where a flag requires others, so that these have to be asked: where one looks, and elsewhere. */
export function requiringPlaces(
  shown: FlagState | undefined,
  states: readonly FlagState[],
): { first: string[]; others: string[] } {
  const requiring = (all: readonly FlagState[]): string[] =>
    all.filter(({ config }) => config.prerequisites.length > 0).map(({ environment }) => environment);
  const here = shown?.environment;
  return {
    first: requiring(shown ? [shown] : []),
    others: requiring(states.filter(({ environment }) => environment !== here)),
  };
}

/** Why a required flag serves nobody what it would have to; undefined = it is not there. */
export function holderWords(serving: Pick<Serving, 'kind' | 'heldBy'> | undefined): string {
  if (!serving) return 'is archived';
  if (serving.kind === 'killed') return 'is killed here';
  if (serving.kind === 'off') return 'is off here';
  if (serving.heldBy !== null) return `is held by ${serving.heldBy} here`;
  return 'serves nobody here what this flag requires';
}
