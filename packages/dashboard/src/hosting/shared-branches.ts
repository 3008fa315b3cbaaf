import type { Branch } from '@slipway/api';

export interface BranchesOf {
  service: string;
  branches: readonly Branch[];
  error: unknown;
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
