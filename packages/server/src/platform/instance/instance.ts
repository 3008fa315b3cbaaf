import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Database, type Log, type Queries, transaction } from '../db/index.ts';

/** This installation: its signing key, and the epoch that orders what its database said before and after a restore. */
export interface Instance {
  /** 256 bits; signs cursors. The same on every replica and in every backup. */
  readonly key: Buffer;
  epoch(): number;
  /** Reads the epoch again, as another replica may have raised it. */
  refresh(): Promise<void>;
  /** Makes the epoch greater than `seen`, once across replicas: a cursor of ours came from a future we do not have. */
  raiseEpochAbove(seen: number): Promise<void>;
  /** Called after the epoch has changed here. Returns how to stop listening. */
  onEpoch(listener: (epoch: number) => void): () => void;
}

interface Physical {
  systemIdentifier: string;
  timeline: number;
}

/** Makes the installation's row on the first start; raises the epoch when the database is not the one of last time. */
export async function openInstance(db: Database, log: Log): Promise<Instance> {
  const { key, epoch } = await transaction(db, async (tx) => {
    const physical = await readPhysical(tx);
    await insertOnce(tx, physical);
    return followPhysical(tx, physical, log);
  });
  return createInstance(db, key, epoch, log);
}

/** Sets the epoch to at least `atLeast`; returns the one that holds now. */
async function raiseEpoch(queries: Queries, atLeast: number): Promise<number> {
  const { epoch } = await queries
    .updateTable('instance')
    .set({ epoch: sql`greatest(epoch, ${atLeast})` })
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return epoch;
}

function createInstance(db: Database, key: Buffer, first: number, log: Log): Instance {
  let current = first;
  const listeners = new Set<(epoch: number) => void>();

  const follow = (epoch: number): void => {
    if (epoch <= current) return;
    log.warn({ epoch }, 'the epoch was raised: the database went back in time');
    current = epoch;
    for (const listener of listeners) listener(epoch);
  };

  return {
    key,
    epoch: () => current,
    async refresh() {
      const row = await db.kysely.selectFrom('instance').select('epoch').executeTakeFirstOrThrow();
      follow(row.epoch);
    },
    async raiseEpochAbove(seen) {
      if (seen < current) return;
      follow(await raiseEpoch(db.kysely, seen + 1));
    },
    onEpoch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function readPhysical(tx: Queries): Promise<Physical> {
  const { rows } = await sql<{ system_identifier: string; timeline: number }>`
    select (select system_identifier::text from pg_control_system()),
           (select timeline_id from pg_control_checkpoint()) as timeline`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL did not say which system it is.');
  return { systemIdentifier: row.system_identifier, timeline: row.timeline };
}

async function insertOnce(tx: Queries, { systemIdentifier, timeline }: Physical): Promise<void> {
  await tx
    .insertInto('instance')
    .values({ key: randomBytes(32), system_identifier: systemIdentifier, timeline })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The row lock makes it once across replicas that start together. */
async function followPhysical(
  tx: Queries,
  { systemIdentifier, timeline }: Physical,
  log: Log,
): Promise<{ key: Buffer; epoch: number }> {
  const row = await tx.selectFrom('instance').selectAll().forUpdate().executeTakeFirstOrThrow();
  if (row.system_identifier === systemIdentifier && row.timeline === timeline) return row;
  log.warn({ epoch: row.epoch + 1 }, 'the database was restored or failed over: the epoch is raised');
  return tx
    .updateTable('instance')
    .set({ epoch: row.epoch + 1, system_identifier: systemIdentifier, timeline })
    .returning(['key', 'epoch'])
    .executeTakeFirstOrThrow();
}
