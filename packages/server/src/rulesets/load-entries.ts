import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { Entry, EntryKind } from './entries.ts';

/** A ruleset's entries as of `version`, or what has changed since an earlier one. */
export interface EnvironmentEntries {
  environmentId: number;
  projectKey: string;
  environmentKey: string;
  kind: 'permanent' | 'shared' | 'on-demand' | 'demo' | 'load-test';
  version: number;
  changedAt: Date;
  entries: Entry[];
  /** Keys that had an entry at `afterVersion` and have none now. */
  removed: { kind: EntryKind; key: string }[];
}

export interface WantedEntries {
  environmentId: number;
  /** Only what changed after this version. */
  afterVersion?: number;
}

/** Present entries with each environment's version, from one snapshot. Environments that are gone are left out. */
export async function loadEntries(db: Queries, wanted: WantedEntries[]): Promise<EnvironmentEntries[]> {
  if (wanted.length === 0) return [];
  const ids = wanted.map(({ environmentId }) => environmentId);
  const after = wanted.map(({ afterVersion }) => afterVersion ?? 0);
  const { rows } = await sql<Row>`
    select ${environmentColumns}, e.version, e.changed_at as "changedAt", ${entryColumns}
    from unnest(${ids}::bigint[], ${after}::bigint[]) as w (id, after)
    join environments e on e.id = w.id
    join projects p on p.id = e.project_id
    left join lateral (
      select kind, key, version, value from ruleset_entries
      where environment_id = w.id and until_version is null and version > w.after
      union all
      select distinct past.kind, past.key, 0, null::jsonb from ruleset_entries past
      where w.after > 0 and past.environment_id = w.id
        and past.until_version > w.after and past.version <= w.after
        and not exists (
          select from ruleset_entries now
          where now.environment_id = w.id and now.kind = past.kind and now.key = past.key
            and now.until_version is null
        )
    ) x on true`.execute(db);
  return gather(rows);
}

/** The entries as they were at a past version; null when the environment is gone. */
export async function loadEntriesAt(
  db: Queries,
  environmentId: number,
  version: number,
): Promise<EnvironmentEntries | null> {
  const { rows } = await sql<Row>`
    select ${environmentColumns}, ${version}::bigint as version,
      coalesce(
        (select max(at) from ruleset_entries where environment_id = e.id and version = ${version}),
        (select max(ended_at) from ruleset_entries where environment_id = e.id and until_version = ${version}),
        e.created_at
      ) as "changedAt", ${entryColumns}
    from environments e
    join projects p on p.id = e.project_id
    left join ruleset_entries x on x.environment_id = e.id
      and x.version <= ${version} and (x.until_version is null or x.until_version > ${version})
    where e.id = ${environmentId}`.execute(db);
  return gather(rows)[0] ?? null;
}

interface Row extends Omit<EnvironmentEntries, 'entries' | 'removed'> {
  entryKind: EntryKind | null;
  entryKey: string;
  entryVersion: number;
  /** Null = removed. */
  value: Entry['value'] | null;
}

const environmentColumns = sql`
  e.id as "environmentId", p.key as "projectKey", e.key as "environmentKey", e.kind`;
const entryColumns = sql`x.kind as "entryKind", x.key as "entryKey", x.version as "entryVersion", x.value`;

function gather(rows: readonly Row[]): EnvironmentEntries[] {
  const found = new Map<number, EnvironmentEntries>();
  for (const { entryKind, entryKey, entryVersion, value, ...environment } of rows) {
    const loaded = found.get(environment.environmentId) ?? { ...environment, entries: [], removed: [] };
    found.set(environment.environmentId, loaded);
    if (entryKind === null) continue;
    if (value === null) loaded.removed.push({ kind: entryKind, key: entryKey });
    else loaded.entries.push(entryOf(entryKind, entryKey, entryVersion, value));
  }
  return [...found.values()];
}

// The kind of the row says which of the two its value is.
function entryOf(kind: EntryKind, key: string, version: number, value: Entry['value']): Entry {
  return { kind, key, version, value } as Entry;
}
