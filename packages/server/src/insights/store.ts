import { type RawBuilder, sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { addHours } from './last-evaluations.ts';
import type {
  AttributeRow,
  Batch,
  CountRow,
  InstanceRow,
  LatencyRow,
  MinuteRow,
  OutcomeRow,
  Summary,
} from './summary.ts';

/** An environment holds at most so many attribute names with their types. */
const MOST_ATTRIBUTES = 1_000;

/** The batches that had not been stored before. Who stores the same batch at the same time waits here. */
export async function claimBatches(tx: Queries, batches: readonly Batch[]): Promise<Batch[]> {
  const byKey = new Map(batches.map((batch) => [keyOf(batch.environmentId, batch.report.batch), batch]));
  const rows = [...byKey.values()].map(({ environmentId, report }) => ({
    environment_id: environmentId,
    batch: report.batch,
  }));
  const claimed = await sql<{ environment_id: number; batch: string }>`
    insert into telemetry_batches (environment_id, batch)
    select r.environment_id, r.batch
    from ${records(rows, sql`environment_id bigint, batch text`)}
    join environments e on e.id = r.environment_id
    order by r.environment_id, r.batch
    for key share of e
    on conflict do nothing
    returning environment_id, batch`.execute(tx);
  return claimed.rows.flatMap(({ environment_id, batch }) => byKey.get(keyOf(environment_id, batch)) ?? []);
}

/** Adds a summary up with what is stored; answers how many rows found no flag or variant, or no room. */
export async function addSummary(tx: Queries, summary: Summary): Promise<number> {
  await putInstances(tx, summary.instances);
  await addHours(tx, summary.counts);
  const dropped =
    (await addCounts(tx, summary.counts)) +
    (await addAttributes(tx, summary.attributes)) +
    (await addOutcomes(tx, summary.outcomes)) +
    (await addLatencies(tx, summary.latencies));
  // Last: whoever stores for the same environment waits for the end of this.
  await noteGrowth(tx, [...summary.counts, ...summary.outcomes]);
  return dropped;
}

// What an instance has applied never goes back, in whatever order its batches come. A position that the environment has
// not reached would count as applied for ever, so it is none.
async function putInstances(tx: Queries, rows: readonly InstanceRow[]): Promise<void> {
  const isNewer = sql`(excluded.epoch, excluded.version) > (coalesce(i.epoch, 0), coalesce(i.version, 0))`;
  await sql`
    insert into sdk_instances as i (
      environment_id, instance, sdk, service, service_version, commit,
      epoch, version, applied_at, applied_after_ms, last_seen_at)
    select r.environment_id, r.instance, r.sdk, r.service, r.service_version, r.commit,
      at.epoch, at.version, at.applied_at,
      case when (at.epoch, at.version) = (own.epoch, e.version)
        then greatest(0, extract(epoch from at.applied_at - e.changed_at) * 1000) end,
      clock_timestamp()
    from ${records(
      rows,
      sql`environment_id bigint, instance text, sdk text, service text, service_version text, commit text,
        epoch integer, version bigint, applied_at timestamptz`,
    )}
    join environments e on e.id = r.environment_id
    cross join instance own
    left join lateral (
      select r.epoch, r.version, r.applied_at where (r.epoch, r.version) <= (own.epoch, e.version)
    ) at on true
    order by r.environment_id, r.instance
    on conflict (environment_id, instance) do update set
      sdk = excluded.sdk, service = excluded.service, service_version = excluded.service_version,
      commit = excluded.commit, last_seen_at = excluded.last_seen_at,
      epoch = case when ${isNewer} then excluded.epoch else i.epoch end,
      version = case when ${isNewer} then excluded.version else i.version end,
      applied_at = case when ${isNewer} then excluded.applied_at else i.applied_at end,
      applied_after_ms = case when ${isNewer} then excluded.applied_after_ms else i.applied_after_ms end`.execute(
    tx,
  );
}

const minuteColumns = sql`environment_id bigint, flag text, minute timestamptz, variant text`;

// Only flags and variants of the project: names come from outside and would grow without bound.
const ofTheProject = sql`
  join environments e on e.id = r.environment_id
  join flags f on f.project_id = e.project_id and f.key = r.flag and jsonb_exists(f.variants, r.variant)`;

async function addCounts(tx: Queries, rows: readonly CountRow[]): Promise<number> {
  return adding(
    rows,
    tx,
    sql`
    insert into evaluation_counts as present (environment_id, flag, minute, variant, rule_id, reason, count)
    select r.environment_id, r.flag, r.minute, r.variant, r.rule_id, r.reason, r.count
    from ${records(rows, sql`${minuteColumns}, rule_id text, reason text, count bigint`)} ${ofTheProject}
    order by 1, 2, 3, 4, 5, 6
    on conflict (environment_id, flag, minute, variant, rule_id, reason)
      do update set count = present.count + excluded.count`,
  );
}

async function addOutcomes(tx: Queries, rows: readonly OutcomeRow[]): Promise<number> {
  return adding(
    rows,
    tx,
    sql`
    insert into observed_outcomes as present (environment_id, flag, minute, variant, outcome, bad, total)
    select r.environment_id, r.flag, r.minute, r.variant, r.outcome, r.bad, r.total
    from ${records(rows, sql`${minuteColumns}, outcome text, bad bigint, total bigint`)} ${ofTheProject}
    order by 1, 2, 3, 4, 5
    on conflict (environment_id, flag, minute, variant, outcome)
      do update set bad = present.bad + excluded.bad, total = present.total + excluded.total`,
  );
}

async function noteGrowth(tx: Queries, rows: readonly MinuteRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into environment_activity as present (environment_id, grown_at)
    select environment_id, clock_timestamp()
    from (select distinct r.environment_id from ${records(rows, minuteColumns)} ${ofTheProject}) grown
    order by 1
    on conflict (environment_id) do update set grown_at = greatest(present.grown_at, excluded.grown_at)`.execute(
    tx,
  );
}

async function addLatencies(tx: Queries, rows: readonly LatencyRow[]): Promise<number> {
  return adding(
    rows,
    tx,
    sql`
    insert into observed_latencies as present (environment_id, flag, minute, variant, upper_ms, count)
    select r.environment_id, r.flag, r.minute, r.variant, r.upper_ms, r.count
    from ${records(rows, sql`${minuteColumns}, upper_ms double precision, count bigint`)} ${ofTheProject}
    order by 1, 2, 3, 4, 5
    on conflict (environment_id, flag, minute, variant, upper_ms)
      do update set count = present.count + excluded.count`,
  );
}

async function addAttributes(tx: Queries, rows: readonly AttributeRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const columns = sql`environment_id bigint, name text, type text`;
  const seen = await sql<{ environment_id: number; name: string; type: string; last_seen_at: Date }>`
    select environment_id, name, type from ${records(rows, columns)}
    join context_attributes c using (environment_id, name, type)`.execute(tx);
  const known = new Set(seen.rows.map(attributeKey));
  const fresh = rows.filter((row) => !known.has(attributeKey(row)));
  await sql`
    update context_attributes c set last_seen_at = clock_timestamp()
    from ${records(rows, columns)}
    where c.environment_id = r.environment_id and c.name = r.name and c.type = r.type
      and c.last_seen_at < clock_timestamp() - interval '1 hour'`.execute(tx);
  return adding(
    fresh,
    tx,
    sql`
    insert into context_attributes (environment_id, name, type)
    select environment_id, name, type from (
      select r.*, row_number() over (partition by r.environment_id order by r.name, r.type) as place
      from ${records(fresh, columns)} join environments e on e.id = r.environment_id
    ) ranked
    where place <= ${MOST_ATTRIBUTES}
      - (select count(*) from context_attributes c where c.environment_id = ranked.environment_id)
    order by environment_id, name, type
    on conflict do nothing`,
  );
}

function attributeKey({ environment_id, name, type }: AttributeRow): string {
  return keyOf(environment_id, name, type);
}

async function adding(rows: readonly object[], tx: Queries, statement: RawBuilder<unknown>): Promise<number> {
  if (rows.length === 0) return 0;
  const { numAffectedRows = 0n } = await statement.execute(tx);
  return rows.length - Number(numAffectedRows);
}

/** Rows as a table expression `r`, in one parameter however many they are. */
function records(rows: readonly object[], columns: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as r (${columns})`;
}

function keyOf(...parts: (string | number)[]): string {
  return JSON.stringify(parts);
}
