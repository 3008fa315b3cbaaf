import { type RawBuilder, sql } from 'kysely';
import type { Span } from './spans.ts';

export interface FlagId {
  environmentId: number;
  flag: string;
}

/** Of rows by the minute: those of a flag within a span. */
export function inSpan({ environmentId, flag }: FlagId, { from, stepMs, points }: Span): RawBuilder<boolean> {
  const until = new Date(from.getTime() + points * stepMs);
  return sql`environment_id = ${environmentId} and flag = ${flag} and minute >= ${from} and minute < ${until}`;
}

/** Which step of the span a row falls in, from 0. */
export function pointOf({ from, stepMs }: Span): RawBuilder<number> {
  return sql`floor(extract(epoch from minute - ${from}::timestamptz) * 1000 / ${stepMs}::int)::int`;
}
