import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { type Effect, entryChanges, wantedEntries } from './entries.ts';
import { loadFlagFacts, loadPresentEntries, loadSegmentFacts, type Touched } from './facts.ts';
import { loadPlaces } from './locks.ts';
import type { GuardedPlace } from './tree.ts';

/** An environment's ruleset after a mutation. */
export interface NewVersion {
  environmentId: number;
  environment: string;
  version: number;
}

/** What definitions and overrides, as they are now in `tx`, do to the rulesets of the locked environments. */
export async function planEffects(
  tx: Queries,
  projectId: number,
  environmentIds: readonly number[],
  touched: Touched,
): Promise<Effect[]> {
  const places = await loadPlaces(tx, projectId);
  const flags = await loadFlagFacts(tx, projectId, touched.flags ?? []);
  const segments = await loadSegmentFacts(tx, projectId, touched.segments ?? []);
  const present = await loadPresentEntries(tx, environmentIds, touched);
  const wanted = wantedEntries(places, flags, segments);
  return places
    .filter(({ id }) => present.has(id))
    .map((environment) => ({
      environment,
      entries: entryChanges(present.get(environment.id) ?? [], wanted.get(environment.id) ?? []),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** What goes with an environment when it is deleted. */
export async function rulesetEnds(tx: Queries, environment: GuardedPlace): Promise<Effect[]> {
  const present = await loadPresentEntries(tx, [environment.id], { flags: 'all', segments: 'all' });
  return [{ environment, entries: entryChanges(present.get(environment.id) ?? [], []) }];
}

/** Raises each environment's version once, ends and begins entries, and tells the other processes. */
export async function writeEffects(tx: Queries, effects: readonly Effect[], at: Date): Promise<NewVersion[]> {
  if (effects.length === 0) return [];
  const versions = await raiseVersions(tx, effects, at);
  const versionOf = new Map(versions.map(({ environmentId, version }) => [environmentId, version]));
  const rows = effects.flatMap(({ environment: { id }, entries }) =>
    entries.map((entry) => ({ ...entry, environment_id: id, version: versionOf.get(id) })),
  );
  await endEntries(tx, rows.filter(({ before }) => before !== null).map(keyOf), at);
  await beginEntries(
    tx,
    rows.filter(({ after }) => after !== null),
    at,
  );
  return versions;
}

interface Row {
  environment_id: number;
  version: number | undefined;
  kind: string;
  key: string;
  after: unknown;
}

function keyOf({ environment_id, version, kind, key }: Row): Omit<Row, 'after'> {
  return { environment_id, version, kind, key };
}

async function raiseVersions(tx: Queries, effects: readonly Effect[], at: Date): Promise<NewVersion[]> {
  const ids = effects.map(({ environment }) => environment.id);
  const { rows } = await sql<NewVersion & { key: string }>`
    with raised as (
      update environments set version = version + 1, changed_at = ${at} where id = any(${ids}::bigint[])
      returning id, key, version
    )
    select id, key, version, pg_notify('slipway_ruleset', id || ':' || version) from raised`.execute(tx);
  const raised = new Map(rows.map(({ key, version }) => [key, version]));
  return effects.map(({ environment: { id, key } }) => ({
    environmentId: id,
    environment: key,
    version: raised.get(key) ?? 0,
  }));
}

async function endEntries(tx: Queries, ended: object[], at: Date): Promise<void> {
  if (ended.length === 0) return;
  await sql`
    update ruleset_entries e set until_version = x.version, ended_at = ${at}
    from json_to_recordset(${JSON.stringify(ended)}::json)
      as x (environment_id bigint, version bigint, kind text, key text)
    where e.environment_id = x.environment_id and e.kind = x.kind and e.key = x.key
      and e.until_version is null`.execute(tx);
}

/** Values that several environments share are sent once. */
async function beginEntries(tx: Queries, begun: readonly Row[], at: Date): Promise<void> {
  if (begun.length === 0) return;
  const nthOf = new Map(
    [...new Set(begun.map(({ after }) => after))].map((value, index) => [value, index + 1]),
  );
  const entries = begun.map((row) => ({ ...keyOf(row), nth: nthOf.get(row.after) }));
  await sql`
    insert into ruleset_entries (environment_id, kind, key, version, value, at)
    select x.environment_id, x.kind, x.key, x.version, v.value, ${at}
    from json_to_recordset(${JSON.stringify(entries)}::json)
      as x (environment_id bigint, kind text, key text, version bigint, nth bigint)
    join jsonb_array_elements(${JSON.stringify([...nthOf.keys()])}::jsonb) with ordinality as v (value, nth)
      on v.nth = x.nth`.execute(tx);
}
