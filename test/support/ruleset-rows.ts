import type { FlagConfig } from '@slipway/engine';
import type { ClientBase } from 'pg';
import { type Database, withSession } from '../../packages/server/src/platform/db/index.ts';
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
  { url }: Database,
  environmentIds: readonly number[],
  edits: readonly EntryEdit[],
): Promise<number[]> {
  return withSession(url, async (session) => {
    const versions: number[] = [];
    await session.query('begin');
    for (const id of environmentIds) versions.push(await changeOne(session, id, edits));
    await session.query('commit');
    return versions;
  });
}

async function changeOne(
  session: ClientBase,
  environmentId: number,
  edits: readonly EntryEdit[],
): Promise<number> {
  const { rows } = await session.query<{ version: string }>(
    `update environments set version = version + 1, changed_at = clock_timestamp()
     where id = $1 returning version`,
    [environmentId],
  );
  const version = Number(rows[0]?.version);
  for (const { kind = 'flag', key, value, at = new Date() } of edits) {
    await session.query(
      `update ruleset_entries set until_version = $4, ended_at = $5
       where environment_id = $1 and kind = $2 and key = $3 and until_version is null`,
      [environmentId, kind, key, version, at],
    );
    if (value === null) continue;
    await session.query(
      `insert into ruleset_entries (environment_id, kind, key, version, value, at)
       values ($1, $2, $3, $4, $5, $6)`,
      [environmentId, kind, key, version, JSON.stringify(value), at],
    );
  }
  await session.query(`select pg_notify('slipway_ruleset', $1)`, [`${environmentId}:${version}`]);
  return version;
}
