import { getChange, listChanges, listProposals, listReviews } from '@slipway/api';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { client, keyOf, useAll, useRead } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { useMay } from '../app/session.tsx';
import { useFlagList } from '../flags/flag-list-data.ts';
import { shownPlaces } from './live-summary.ts';

/** As many changes as are shown. */
const CHANGES = 12;
const LATEST_PROPOSALS = 50;

/** Everything that the page reads at first. */
export function useHome(project: string) {
  const params = { project };
  const environments = useEnvironments(project);
  const { places, wanted } = shownPlaces(environments.data ?? []);
  const flags = useWholeList(project, wanted);
  const changes = useRead(listChanges, { params, query: { limit: CHANGES } });
  const open = useAll(listProposals, { params, query: { state: 'open' } });
  const latest = useRead(listProposals, { params, query: { limit: LATEST_PROPOSALS } });
  const reviews = useAll(listReviews, { params });
  const kills = useKills(project, reviews.data ?? []);
  const reads = [environments, flags, changes, open, latest, reviews];
  return {
    environments,
    places,
    flags,
    changes,
    open,
    latest,
    reviews,
    kills: kills.byId,
    isPending: reads.some(({ isPending }) => isPending) || kills.isPending,
    /** The first that could not be read. */
    failed: reads.find(({ error, data }) => error !== null && data === undefined),
  };
}

export type Home = ReturnType<typeof useHome>;

/** Pending until the last page has come: counts of a part would be wrong. */
function useWholeList(project: string, wanted: readonly string[] | undefined) {
  const list = useFlagList(project, { environments: wanted, archived: false });
  const [isWhole, setWhole] = useState(false);
  const hasAll = list.data !== undefined && !list.isFetching;
  if (hasAll && !isWhole) setWhole(true);
  const { data, error, refetch } = list;
  const isShown = hasAll || isWhole;
  return { data: isShown ? data : undefined, error, refetch, isPending: !isShown && error === null };
}

/** What opened the reviews that one may close. */
function useKills(project: string, reviews: readonly { change: string; environment: string }[]) {
  const may = useMay(project);
  const ids = reviews
    .filter(({ environment }) => may('review:close', { environment }))
    .map(({ change }) => change);
  return useQueries({
    queries: ids.map((change) => {
      const input = { params: { project, change } };
      return {
        queryKey: keyOf(getChange, input),
        queryFn: ({ signal }: { signal: AbortSignal }) => client.request(getChange, { ...input, signal }),
      };
    }),
    combine: (results) => ({
      isPending: results.some((one) => one.isPending),
      byId: new Map(results.flatMap(({ data }) => (data ? [[data.body.id, data.body] as const] : []))),
    }),
  });
}
