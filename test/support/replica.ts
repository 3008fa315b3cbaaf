import { randomUUID } from 'node:crypto';
import { createAccess } from '../../packages/server/src/access/index.ts';
import { hashOf } from '../../packages/server/src/access/secret.ts';
import { changesAfter } from '../../packages/server/src/changes/index.ts';
import {
  createDatabaseClock,
  createDelivery,
  type Delivery,
  deliveryChannels,
  deliveryRoutes,
  eventRoutes,
  givenClock,
} from '../../packages/server/src/delivery/index.ts';
import { createInsights, type Insights, insightsRoutes } from '../../packages/server/src/insights/index.ts';
import { type Database, listen, openDatabase } from '../../packages/server/src/platform/db/index.ts';
import { createApp } from '../../packages/server/src/platform/http/index.ts';
import { type Instance, openInstance } from '../../packages/server/src/platform/instance/index.ts';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import { createCommits } from '../../packages/server/src/rulesets/index.ts';

/** Delivery alone on a listener of its own, with a switch for notifications: one of several on a database. */
export interface Replica {
  readonly url: string;
  readonly delivery: Delivery;
  readonly insights: Insights;
  readonly instance: Instance;
  readonly database: Database;
  /** While it is cut, this replica hears of nothing and has to look. */
  cutNotifications(isCut: boolean): void;
  close(): Promise<void>;
}

export interface ReplicaOptions {
  now?: () => number;
  /** The jobs run by themselves; otherwise the test calls `delivery.poll()`. */
  isStarted?: boolean;
}

export async function startReplica(databaseUrl: string, options: ReplicaOptions = {}): Promise<Replica> {
  const log = createLog('silent');
  const database = openDatabase(databaseUrl, { log });
  const instance = await openInstance(database, log);
  const clock = options.now ? givenClock(options.now) : createDatabaseClock();
  const access = createAccess({ db: database, log, now: clock.now });
  const insights = createInsights({ database, now: clock.now });
  const delivery = createDelivery({
    database,
    instance,
    commits: createCommits(),
    insights,
    clock,
    log,
    changesAfter: (projectId, changeId, limit) => changesAfter(database.kysely, projectId, changeId, limit),
  });
  let isCut = false;
  const hear = (channel: string, payload: string): void => {
    if (isCut) return;
    if (channel === 'slipway_token') access.forget(payload);
    delivery.notify(channel, payload);
  };
  const listener = listen(databaseUrl, deliveryChannels, hear, { log });
  await listener.ready;
  const app = createApp({ log, gate: access.gate, hosts: null });
  deliveryRoutes(app, delivery);
  eventRoutes(app, delivery);
  insightsRoutes(app, insights);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  if (options.isStarted) delivery.start();
  return {
    url,
    delivery,
    insights,
    instance,
    database,
    cutNotifications(to) {
      isCut = to;
    },
    async close() {
      await delivery.close();
      await app.close();
      await listener.close();
      await access.close();
      await database.close();
    },
  };
}

/** A token straight in the database. */
export async function insertToken(
  { kysely }: Database,
  token: { projectId: number; environmentId: number | null; scope?: 'server' | 'client' | 'admin' },
): Promise<{ id: number; secret: string }> {
  const { scope = 'server' } = token;
  const secret = `slw_${scope}_${randomUUID()}${randomUUID()}`;
  const row = await kysely
    .insertInto('tokens')
    .values({
      project_id: token.projectId,
      environment_id: token.environmentId,
      name: 'test',
      scope,
      prefix: secret.slice(0, 16),
      hash: hashOf(secret),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id: row.id, secret };
}
