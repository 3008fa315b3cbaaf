import { type RawBuilder, sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { EntryKind, EntryValue, FlagFacts, SegmentFacts } from './entries.ts';

export type Keys = readonly string[] | 'all';

/** Keys whose effective values a mutation may have changed. */
export interface Touched {
  flags?: Keys;
  segments?: Keys;
}

export async function loadFlagFacts(tx: Queries, projectId: number, keys: Keys): Promise<FlagFacts[]> {
  if (keys.length === 0) return [];
  const flags = await tx
    .selectFrom('flags')
    .selectAll()
    .where('project_id', '=', projectId)
    .where(isAmong(keys))
    .execute();
  const overrides = await tx
    .selectFrom('flag_overrides')
    .select(['environment_id', 'flag_id', 'config', 'killed'])
    .where(sql<boolean>`flag_id = any(${flags.map(({ id }) => id)}::bigint[])`)
    .execute();
  const own = Map.groupBy(overrides, ({ flag_id }) => flag_id);
  return flags.map(({ id, key, type, variants, client_visible, observe, metadata, ...flag }) => ({
    key,
    definition: { type, variants, clientVisible: client_visible, observe, metadata },
    isArchived: flag.archived_at !== null,
    defaultConfig: flag.default_config,
    own: new Map((own.get(id) ?? []).map((row) => [row.environment_id, row])),
  }));
}

export async function loadSegmentFacts(tx: Queries, projectId: number, keys: Keys): Promise<SegmentFacts[]> {
  if (keys.length === 0) return [];
  const segments = await tx
    .selectFrom('segments')
    .select(['id', 'key', 'content'])
    .where('project_id', '=', projectId)
    .where(isAmong(keys))
    .execute();
  const overrides = await tx
    .selectFrom('segment_overrides')
    .select(['environment_id', 'segment_id', 'content'])
    .where(sql<boolean>`segment_id = any(${segments.map(({ id }) => id)}::bigint[])`)
    .execute();
  const own = Map.groupBy(overrides, ({ segment_id }) => segment_id);
  return segments.map(({ id, key, content }) => ({
    key,
    content,
    own: new Map((own.get(id) ?? []).map((row) => [row.environment_id, row.content])),
  }));
}

/** The present entries of the touched keys, by environment id. */
export async function loadPresentEntries(
  tx: Queries,
  environmentIds: readonly number[],
  { flags = [], segments = [] }: Touched,
): Promise<Map<number, EntryValue[]>> {
  const { rows } = await sql<{ environmentId: number; kind: EntryKind; key: string; text: string }>`
    select environment_id as "environmentId", kind, key, value::text as text from ruleset_entries
    where environment_id = any(${environmentIds}::bigint[]) and until_version is null
      and (kind = 'flag' and ${isAmong(flags)} or kind = 'segment' and ${isAmong(segments)})`.execute(tx);
  const found = new Map<number, EntryValue[]>(environmentIds.map((id) => [id, []]));
  const valueFor = sharedValues();
  // The kind of a row says what its value is.
  for (const { environmentId, kind, key, text } of rows)
    found.get(environmentId)?.push({ kind, key, value: valueFor(text) } as EntryValue);
  return found;
}

/** Environments that inherit hold the same text: one object serves them all. */
function sharedValues(): (text: string) => unknown {
  const values = new Map<string, unknown>();
  return (text) => {
    const value: unknown = values.get(text) ?? JSON.parse(text);
    values.set(text, value);
    return value;
  };
}

function isAmong(keys: Keys): RawBuilder<boolean> {
  return keys === 'all' ? sql<boolean>`true` : sql<boolean>`key = any(${keys}::text[])`;
}
