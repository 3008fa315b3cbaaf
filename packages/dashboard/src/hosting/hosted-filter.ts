import { codeOf, type Hosted, isMoving } from './run-words.ts';

export const shows = ['all', 'ready', 'moving', 'failed', 'sleeping'] as const;
export type Shown = (typeof shows)[number];

export interface HostedFilter {
  q: string;
  show: Shown;
  /** Name of whoever’s are shown; null = everybody’s. */
  by: string | null;
}

/** Those whose name, key, branch, service or maker has every word. */
export function filtered(all: readonly Hosted[], { q, show, by }: HostedFilter): Hosted[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(
    (one) =>
      (show === 'all' || stateOf(one) === show) &&
      (by === null || one.run.createdBy === by) &&
      words.every((word) => textOf(one).includes(word)),
  );
}

function stateOf({ run }: Hosted): Shown {
  if (isMoving(run)) return 'moving';
  return run.state === 'ready' || run.state === 'failed' || run.state === 'sleeping' ? run.state : 'all';
}

function textOf({ key, name, run }: Hosted): string {
  const codes = codeOf(run).flatMap(({ service, code }) => [service, code]);
  return [key, name, run.createdBy, run.blueprint, ...codes].join(' ').toLowerCase();
}

/** How many there are in each state, of those that the other filters leave. */
export function countsOf(all: readonly Hosted[], filter: HostedFilter): Record<Shown, number> {
  const left = filtered(all, { ...filter, show: 'all' });
  const of = (show: Shown): number => filtered(left, { q: '', by: null, show }).length;
  return {
    all: left.length,
    ready: of('ready'),
    moving: of('moving'),
    failed: of('failed'),
    sleeping: of('sleeping'),
  };
}
