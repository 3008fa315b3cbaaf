import type { GatewayRoute } from '../routes-source.ts';
import type { Caller } from './access.ts';

/** Requests, streams and WebSockets that are open, and why they may be. */
export interface Connections {
  /** Call the answer when it has ended. */
  add(connection: Connection): () => void;
  /** Cuts those, of one environment or of all, whose reason does not hold any more. */
  recheck(slug?: string): Promise<void>;
  /** Ends those that would go on for ever. */
  cutAll(): void;
}

export interface Connection {
  readonly slug: string;
  readonly hostedId: number;
  readonly caller: Caller;
  cut(): void;
}

export interface ConnectionsDeps {
  routeOf(slug: string): GatewayRoute | undefined;
  isWelcome(route: GatewayRoute, caller: Caller): Promise<boolean>;
}

export function createConnections({ routeOf, isWelcome }: ConnectionsDeps): Connections {
  const open = new Set<Connection>();

  const holds = async ({ slug, hostedId, caller }: Connection): Promise<boolean> => {
    const route = routeOf(slug);
    if (route?.hostedId !== hostedId) return false;
    // Who cannot be asked about is not let go on.
    return isWelcome(route, caller).catch(() => false);
  };

  return {
    add(connection) {
      open.add(connection);
      return () => open.delete(connection);
    },
    async recheck(slug) {
      const looked = [...open].filter((one) => slug === undefined || one.slug === slug);
      await Promise.all(
        looked.map(async (connection) => {
          if (!(await holds(connection)) && open.has(connection)) connection.cut();
        }),
      );
    },
    cutAll() {
      for (const connection of open) connection.cut();
    },
  };
}
