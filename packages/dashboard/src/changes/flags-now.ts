import { type Environment, type FlagOverview, listFlagOverview } from '@slipway/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, keyOf } from '../app/api.ts';
import { chunks } from '../flags/flag-list-patch.ts';

/** How many the server takes in one request. */
const MOST_KEYS = 100;
const MOST_ENVIRONMENTS = 12;

/** How several flags stand now, by key; what was known stays on screen while more is read. */
export function useFlagsNow(
  project: string,
  flags: readonly string[],
  environments: readonly Environment[],
): ReadonlyMap<string, FlagOverview> {
  const keys = [...new Set(flags)].sort();
  const query = {
    environments: environments
      .slice(0, MOST_ENVIRONMENTS)
      .map(({ key }) => key)
      .join(','),
    limit: MOST_KEYS,
  };
  const { data } = useQuery({
    queryKey: [...keyOf(listFlagOverview, { params: { project }, query }), keys],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        chunks(keys, MOST_KEYS).map((some) =>
          client.call(listFlagOverview, {
            params: { project },
            query: { ...query, flags: some.join(',') },
            signal,
          }),
        ),
      );
      return pages.flatMap(({ items }) => items);
    },
    enabled: keys.length > 0 && environments.length > 0,
    placeholderData: keepPreviousData,
  });
  return new Map((data ?? []).map((flag) => [flag.key, flag]));
}
