import type { Outcomes } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { filled, type Span } from './spans.ts';
import { type FlagId, inSpan, pointOf } from './stored.ts';

/** Applications name outcomes as they like: the most reported are told. */
const MOST_OUTCOMES = 50;

/** In one query, whatever was reported. */
export async function readOutcomes(db: Queries, id: FlagId, span: Span): Promise<Outcomes> {
  const rows = await readRows(db, id, span);
  const byOutcome = Map.groupBy(rows, ({ outcome }) => outcome);
  return {
    from: span.from.toISOString(),
    stepMs: span.stepMs,
    outcomes: [...byOutcome].map(([outcome, reported]) => ({
      outcome,
      variants: [...Map.groupBy(reported, ({ variant }) => variant)].map(([variant, points]) => ({
        variant,
        bad: filled(
          span.points,
          points.map(({ point, bad }) => [point, bad] as const),
        ),
        total: filled(
          span.points,
          points.map(({ point, total }) => [point, total] as const),
        ),
      })),
    })),
  };
}

interface Row {
  outcome: string;
  variant: string;
  point: number;
  bad: number;
  total: number;
}

async function readRows(db: Queries, id: FlagId, span: Span): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with reported as (select * from observed_outcomes where ${inSpan(id, span)})
    select outcome, variant, ${pointOf(span)} as point, sum(bad)::bigint as bad, sum(total)::bigint as total
    from reported join (
      select outcome from reported group by outcome order by sum(total) desc, outcome limit ${MOST_OUTCOMES}
    ) told using (outcome)
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}
