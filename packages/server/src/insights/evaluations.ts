import type { Evaluations } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { filled, type Span } from './spans.ts';
import { type FlagId, inSpan, pointOf } from './stored.ts';

/** A flag has at most so many variants at a time; of those it had before, the most evaluated are told. */
const MOST_SERIES = 100;
/** SDKs name rules as they like. */
const MOST_ENDS = 200;

/** In three queries, whatever was counted. */
export async function readEvaluations(db: Queries, id: FlagId, span: Span): Promise<Evaluations> {
  const [counts, ends, last] = await Promise.all([
    readCounts(db, id, span),
    readEnds(db, id, span),
    readLast(db, id),
  ]);
  const byVariant = Map.groupBy(counts, ({ variant }) => variant);
  return {
    from: span.from.toISOString(),
    stepMs: span.stepMs,
    total: sumOf(counts),
    lastAt: last?.toISOString() ?? null,
    series: [...byVariant]
      .sort(([, a], [, b]) => sumOf(b) - sumOf(a))
      .slice(0, MOST_SERIES)
      .map(([variant, rows]) => ({
        variant,
        counts: filled(
          span.points,
          rows.map(({ point, count }) => [point, count] as const),
        ),
      })),
    ends,
  };
}

interface Count {
  variant: string;
  point: number;
  count: number;
}

async function readCounts(db: Queries, id: FlagId, span: Span): Promise<Count[]> {
  const { rows } = await sql<Count>`
    select variant, ${pointOf(span)} as point, sum(count)::bigint as count
    from evaluation_counts where ${inSpan(id, span)}
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

async function readEnds(db: Queries, id: FlagId, span: Span): Promise<Evaluations['ends']> {
  const { rows } = await sql<Evaluations['ends'][number]>`
    select reason, nullif(rule_id, '') as "ruleId", variant, sum(count)::bigint as count
    from evaluation_counts where ${inSpan(id, span)}
    group by reason, rule_id, variant
    order by sum(count) desc, reason, rule_id, variant limit ${MOST_ENDS}`.execute(db);
  return rows;
}

/** Ever, as far as counts are kept. */
async function readLast(db: Queries, { environmentId, flag }: FlagId): Promise<Date | undefined> {
  const row = await db
    .selectFrom('evaluation_hours')
    .select('last_minute')
    .where('environment_id', '=', environmentId)
    .where('flag', '=', flag)
    .orderBy('hour', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.last_minute;
}

function sumOf(rows: readonly Count[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
