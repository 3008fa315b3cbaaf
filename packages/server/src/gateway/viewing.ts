import type { Log } from '../platform/db/index.ts';
import type { Seen } from './messages.ts';
import type { GatewayRoutes } from './routes-source.ts';

/** Passes on who looks at what. */
export interface Viewing {
  note(seen: readonly Seen[]): void;
  /** The gateway is gone, and everybody’s connection with it. */
  nobody(): void;
}

export function createViewing(routes: Pick<GatewayRoutes, 'viewed'>, log: Log): Viewing {
  const connected = new Map<number, number>();

  const tell = (hostedId: number, viewers: number, lastAt: number): void => {
    routes
      .viewed(hostedId, { viewers, lastAt: new Date(lastAt) })
      .catch((error: unknown) => log.warn({ err: error, hostedId }, 'who looks could not be noted'));
  };

  return {
    note(seen) {
      for (const { hostedId, viewers, lastAt } of seen) {
        if (viewers > 0) connected.set(hostedId, lastAt);
        else connected.delete(hostedId);
        tell(hostedId, viewers, lastAt);
      }
    },
    nobody() {
      for (const [hostedId, lastAt] of connected) tell(hostedId, 0, lastAt);
      connected.clear();
    },
  };
}
