import type { RunState, RunStep } from '@slipway/api';
import type { Address } from '../runtimes/index.ts';

/** All that the gateway has to know of an environment. Plain data: it crosses to the gateway's process. */
export interface GatewayRoute {
  /** First label of its host name. */
  readonly slug: string;
  readonly hostedId: number;
  readonly project: string;
  readonly environment: string;
  readonly name: string;
  readonly state: RunState;
  readonly sleep: 'paused' | 'stopped' | null;
  /** Of the pass under way, or the last one: what the waiting page shows. */
  readonly steps: readonly RunStep[];
  /** Place in the queue, and why it waits. */
  readonly queue: { readonly position: number; readonly because: string } | null;
  readonly failure: string | null;
  /** Of the last wake or start, in ms: an honest guess for the next. */
  readonly lastReadyMs: number | null;
  readonly services: readonly {
    readonly name: string;
    /** Prefix of the paths it answers; null: it has no route. */
    readonly path: string | null;
    readonly address: Address | null;
  }[];
  readonly access: 'members' | 'public';
  readonly allowedAddresses: readonly string[];
  /** Another node runs it: its gateway answers there. */
  readonly elsewhere: Address | null;
}

/** What the gateway asks of hosting. */
export interface GatewayRoutes {
  all(): Promise<readonly GatewayRoute[]>;
  /** Called with what has changed; null: it is gone. Returns how to stop listening. */
  onChange(listener: (slug: string, route: GatewayRoute | null) => void): () => void;
  /** Somebody wants to see it. Resolves when that is noted, not when it is up. Safe to repeat. */
  wake(hostedId: number): Promise<void>;
  /** How many are connected now, and when the last request came. At most once in a few seconds for each. */
  viewed(hostedId: number, seen: { viewers: number; lastAt: Date }): Promise<void>;
}
