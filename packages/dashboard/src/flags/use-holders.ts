import { type FlagOverview, type FlagState, listFlagOverview } from '@slipway/api';
import { type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client, keyOf } from '../app/api.ts';
import { chunks } from './flag-list-patch.ts';
import { holdersIn, requiringPlaces } from './held-words.ts';

/** How many environments the server takes in one request. */
const MOST_ENVIRONMENTS = 12;

/** What holds a flag off, by environment; undefined until it is known of the state that one looks at. */
export function useHolders(
  project: string,
  flag: string,
  shown: FlagState | undefined,
  states: readonly FlagState[],
): ReadonlyMap<string, string> | undefined {
  const { first, others } = requiringPlaces(shown, states);
  const parts = [...first.map((key) => [key]), ...chunks(others, MOST_ENVIRONMENTS)];
  const { rows, isPending } = useQueries({
    queries: parts.map((part) => overviewOf(project, flag, part)),
    combine: combined,
  });
  const isUnknown = shown === undefined || (first.length > 0 && isPending);
  return useMemo(() => (isUnknown ? undefined : holdersIn(rows)), [isUnknown, rows]);
}

function overviewOf(project: string, flag: string, environments: readonly string[]) {
  const input = { params: { project }, query: { flags: flag, environments: environments.join(',') } };
  return {
    queryKey: keyOf(listFlagOverview, input),
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      client.request(listFlagOverview, { ...input, signal }),
  };
}

type Read = UseQueryResult<{ body: { items: FlagOverview[] } }>;

/** The first is of the state that one looks at: nothing else is waited for. */
function combined(reads: readonly Read[]): { rows: FlagOverview[]; isPending: boolean } {
  return {
    rows: reads.flatMap(({ data }) => data?.body.items ?? []),
    isPending: reads[0]?.isPending ?? false,
  };
}
