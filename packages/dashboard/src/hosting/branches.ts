import { type Branch, listBranches } from '@slipway/api';
import { useQueries } from '@tanstack/react-query';
import { client, keyOf } from '../app/api.ts';

const SHOWN = 30;

export interface BranchesOf {
  service: string;
  branches: readonly Branch[];
  error: unknown;
}

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

/** Of several services: each branch once, by how many have it, then the latest. */
export function together(all: readonly BranchesOf[]): { branch: Branch; services: string[] }[] {
  const byName = new Map<string, { branch: Branch; services: string[] }>();
  for (const { service, branches } of all)
    for (const branch of branches) {
      const known = byName.get(branch.name);
      if (!known) byName.set(branch.name, { branch, services: [service] });
      else {
        known.services.push(service);
        if (branch.committedAt > known.branch.committedAt) known.branch = branch;
      }
    }
  return [...byName.values()].sort(
    (a, b) =>
      b.services.length - a.services.length || b.branch.committedAt.localeCompare(a.branch.committedAt),
  );
}
