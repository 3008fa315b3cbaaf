import type { GatewayRoute } from '../routes-source.ts';

/** Environments as the control plane describes them. */
export interface RouteTable {
  reset(routes: readonly GatewayRoute[]): void;
  set(slug: string, route: GatewayRoute | null): void;
  get(slug: string): GatewayRoute | undefined;
  /** Called after it has changed, with null when it is gone. Returns how to stop listening. */
  onChange(slug: string | null, listener: (route: GatewayRoute | null, slug: string) => void): () => void;
}

export function createRouteTable(): RouteTable {
  const known = new Map<string, GatewayRoute>();
  const listeners = new Set<{
    slug: string | null;
    tell: (route: GatewayRoute | null, slug: string) => void;
  }>();
  return {
    reset(routes) {
      for (const route of routes) known.set(route.slug, route);
    },
    set(slug, route) {
      if (route) known.set(slug, route);
      else known.delete(slug);
      for (const listener of [...listeners])
        if (listener.slug === null || listener.slug === slug) listener.tell(route, slug);
    },
    get: (slug) => known.get(slug),
    onChange(slug, tell) {
      const listener = { slug, tell };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Where its members see what it does. */
export function dashboardOf(dashboardUrl: string, { project, environment }: GatewayRoute): string {
  return `${dashboardUrl}/projects/${project}/environments/${environment}`;
}

/** Its services may be asked. */
export function isUp({ state, sleep }: GatewayRoute): boolean {
  return state === 'ready' && sleep === null;
}

/** On its way up, or able to be. */
export function isComing(route: GatewayRoute): boolean {
  return !isUp(route) && !['failed', 'destroying', 'destroyed'].includes(route.state);
}

export function isAsleep({ state, sleep }: GatewayRoute): boolean {
  return state === 'sleeping' || sleep !== null;
}

/** Resolves when it is up, or will not be: failed, gone, given up by the signal. */
export function whenSettled(table: RouteTable, slug: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      unlisten();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const look = (route: GatewayRoute | null): void => {
      if (!route || !isComing(route)) finish();
    };
    const unlisten = table.onChange(slug, look);
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) finish();
    else look(table.get(slug) ?? null);
  });
}
