import { listBranches } from '@slipway/api';
import { useQueries } from '@tanstack/react-query';
import { client, keyOf } from '../app/api.ts';
import type { BranchesOf } from './shared-branches.ts';

const SHOWN = 30;

/** Branches of services whose name has `contains`, the latest first. */
export function useBranches(
  project: string,
  services: readonly string[],
  contains: string,
): readonly BranchesOf[] {
  return useQueries({
    queries: services.map((service) => {
      const query = { limit: SHOWN, ...(contains === '' ? {} : { contains }) };
      const input = { params: { project, service }, query };
      return {
        queryKey: keyOf(listBranches, input),
        queryFn: ({ signal }: { signal: AbortSignal }) => client.call(listBranches, { ...input, signal }),
        // The server knows when to fetch: what it says is good for as long as one chooses.
        staleTime: 10_000,
        placeholderData: <T>(before: T) => before,
      };
    }),
    combine: (results) =>
      results.map(({ data, error }, at) => ({
        service: services[at] ?? '',
        branches: data?.items ?? [],
        error,
      })),
  });
}
