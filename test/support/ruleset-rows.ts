import type { FlagConfig } from '@slipway/engine';
import { sql } from 'kysely';
import { type Database, type Queries, transaction } from '../../packages/server/src/platform/db/index.ts';
import type { FlagValue } from '../../packages/server/src/rulesets/index.ts';

/** A project with environments whose rulesets a test writes row by row, as the mutation path does. */
export interface RulesetRows {
  projectId: number;
  environmentIds: number[];
}

export async function insertEnvironments(
  { kysely }: Database,
  project: string,
  keys: readonly string[],
): Promise<RulesetRows> {
  const { id: projectId } = await kysely
    .insertInto('projects')
    .values({ key: project, name: project })
    .returning('id')
    .executeTakeFirstOrThrow();
  const rows = await kysely
    .insertInto('environments')
    .values(keys.map((key) => ({ project_id: projectId, key, name: key, kind: 'permanent' as const })))
    .returning('id')
    .execute();
  return { projectId, environmentIds: rows.map(({ id }) => id) };
}

export function flagValue(config: Partial<FlagConfig> = {}): FlagValue {
  return {
    type: 'boolean',
    clientVisible: true,
    variants: { on: true, off: false },
    offVariant: 'off',
    safeVariant: null,
    killed: false,
    enabled: true,
    schedule: [],
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: 'on' },
    ...config,
  };
}

export interface EntryEdit {
  kind?: 'flag' | 'segment';
  key: string;
  /** Null removes it. */
  value: object | null;
  at?: Date;
}

/** Changes entries of some environments in one transaction, with their NOTIFY. Answers the new versions. */
export async function changeEntries(
  database: Database,
  environmentIds: readonly number[],
  edits: readonly EntryEdit[],
): Promise<number[]> {
  return transaction(database, async (tx) => {
    const versions: number[] = [];
    for (const id of environmentIds) versions.push(await changeOne(tx, id, edits));
    return versions;
  });
}

async function changeOne(tx: Queries, environmentId: number, edits: readonly EntryEdit[]): Promise<number> {
  const { version } = await tx
    .updateTable('environments')
    .set({ version: sql`version + 1`, changed_at: sql`clock_timestamp()` })
    .where('id', '=', environmentId)
    .returning('version')
    .executeTakeFirstOrThrow();
  for (const { kind = 'flag', key, value, at = new Date() } of edits) {
    await tx
      .updateTable('ruleset_entries')
      .set({ until_version: version, ended_at: at })
      .where('environment_id', '=', environmentId)
      .where('kind', '=', kind)
      .where('key', '=', key)
      .where('until_version', 'is', null)
      .execute();
    if (value !== null)
      await tx
        .insertInto('ruleset_entries')
        .values({ environment_id: environmentId, kind, key, version, value: JSON.stringify(value), at })
        .execute();
  }
  await sql`select pg_notify('slipway_ruleset', ${`${environmentId}:${version}`})`.execute(tx);
  return version;
}
