import type { GatewayRoute, GatewayRoutes } from '../gateway/index.ts';
import type { Database, Log } from '../platform/db/index.ts';
import { type Address, type HostedId, hostedId } from '../runtimes/index.ts';
import type { Actors } from './actors.ts';
import { findHosted, type HostedRow, listRouted, listSteps, type StepRow } from './store.ts';
import { wakeHosted, writeSeen } from './viewing.ts';
import { stepOf } from './views.ts';

export interface GatewayRoutesDeps {
  db: Database;
  /** Where services answer; of environments of this node. */
  addresses: (id: HostedId, services: readonly string[]) => Promise<ReadonlyMap<string, Address>>;
  nodeId: () => string | null;
  actors: () => Actors | null;
  log: Log;
}

/** What the gateway hears of environments; `changed` is called with what was notified. */
export interface FedRoutes extends GatewayRoutes {
  changed(hostedId: number): void;
}

export function createGatewayRoutes(deps: GatewayRoutesDeps): FedRoutes {
  const { db, log } = deps;
  const listeners = new Set<(slug: string, route: GatewayRoute | null) => void>();
  const slugs = new Map<number, string>();
  const due = new Set<number>();
  let isTelling = false;

  const tell = async (id: number): Promise<void> => {
    const row = await findHosted(db.kysely, id);
    const isGone = !row || row.state === 'destroying' || row.state === 'destroyed';
    const route = isGone ? null : await routeOf(deps, row, await listSteps(db.kysely, [id]));
    const slug = row?.slug ?? slugs.get(id);
    if (slug === undefined) return;
    slugs.set(id, slug);
    for (const listener of listeners) listener(slug, route);
  };

  const tellAll = async (): Promise<void> => {
    for (let [id] = due; id !== undefined; [id] = due) {
      due.delete(id);
      await tell(id).catch((error: unknown) => log.debug({ err: error }, 'a route could not be read'));
    }
    isTelling = false;
  };

  return {
    async all() {
      const rows = await listRouted(db.kysely);
      const steps = await listSteps(
        db.kysely,
        rows.map(({ id }) => id),
      );
      const routes = rows.map((row) => {
        slugs.set(row.id, row.slug);
        return routeOf(
          deps,
          row,
          steps.filter(({ hosted_id }) => hosted_id === row.id),
        );
      });
      return Promise.all(routes);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wake: (id) => wakeHosted(db, id),
    viewed: (id, seen) => writeSeen(db, id, seen),
    changed(id) {
      if (listeners.size === 0) return;
      due.add(id);
      if (isTelling) return;
      isTelling = true;
      void tellAll();
    },
  };
}

async function routeOf(
  { addresses: addressesOf, nodeId, actors }: GatewayRoutesDeps,
  row: HostedRow,
  steps: readonly StepRow[],
): Promise<GatewayRoute> {
  const isOurs = row.node_id === nodeId();
  const names = row.model.services.map(({ name }) => name);
  const addresses = isOurs ? await addressesOf(hostedId(row.id), names) : new Map<string, Address>();
  const isServing = actors()?.isServing(row.id) ?? false;
  return {
    slug: row.slug,
    hostedId: row.id,
    project: row.projectKey,
    environment: row.key,
    name: row.name,
    // While newer code is built the older still answers.
    state: isServing ? 'ready' : row.state,
    sleep: row.sleep,
    steps: steps.map(stepOf),
    queue: actors()?.waiting(row.id) ?? null,
    failure: row.failure?.message ?? null,
    lastReadyMs: row.ready_ms,
    services: row.model.services.map(({ name, route }) => ({
      name,
      path: route?.path ?? null,
      address: addresses.get(name) ?? null,
    })),
    access: row.access,
    allowedAddresses: row.allowed_addresses,
    elsewhere: isOurs ? null : addressIn(row.gatewayAddress),
  };
}

/** `127.0.0.1:4401`; null where the node has told none. */
function addressIn(text: string | null): Address | null {
  const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(text ?? '') ?? [];
  return host === undefined || port === undefined ? null : { host, port: Number(port) };
}
