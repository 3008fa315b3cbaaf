import type { EnvironmentDatabases } from '../databases/index.ts';
import type { Database, Log } from '../platform/db/index.ts';
import type { HostedId, Runtime } from '../runtimes/index.ts';

export interface SweepDeps {
  db: Database;
  runtime: Pick<Runtime, 'list' | 'destroy'>;
  databases: Pick<EnvironmentDatabases, 'list' | 'destroy'>;
  nodeId: string;
  log: Log;
}

/** Removes what no environment of this node owns any more: left by a kill, or by a row that went with its project. */
export async function sweep({ db, runtime, databases, nodeId, log }: SweepDeps): Promise<number> {
  const found = new Set<HostedId>([...(await runtime.list()), ...(await databases.list())]);
  // Asked after what there is: an environment made meanwhile is no orphan.
  const rows = await db.kysely
    .selectFrom('hosted_environments')
    .select('id')
    .where('node_id', '=', nodeId)
    .where('state', '<>', 'destroyed')
    .execute();
  const owned = new Set(rows.flatMap(({ id }) => [`e${id}`, `t${id}`]));
  const orphans = [...found].filter((id) => !owned.has(id));
  for (const id of orphans) {
    log.warn({ environment: id }, 'what is left of an environment that is gone is removed');
    await runtime.destroy(id);
    await databases.destroy(id);
  }
  return orphans.length;
}
