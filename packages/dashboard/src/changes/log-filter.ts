import type { Change, listChanges, QueryOf } from '@slipway/api';

/** What the log shows; every part of it stands in the address. */
export interface LogFilter {
  flag?: string;
  segment?: string;
  environment?: string;
  /** `person:1` or `token:3`: ids of people and of tokens are counted apart. */
  by?: string;
  /** One of `spans`. */
  last?: string;
  /** A day (`2026-11-23`) or an instant. */
  from?: string;
  /** The last day that counts, or an instant. */
  until?: string;
}

const HOUR_MS = 3_600_000;

export const spans = {
  '1h': { label: 'Last hour', ms: HOUR_MS },
  '24h': { label: 'Last 24 hours', ms: 24 * HOUR_MS },
  '7d': { label: 'Last 7 days', ms: 7 * 24 * HOUR_MS },
  '30d': { label: 'Last 30 days', ms: 30 * 24 * HOUR_MS },
} as const satisfies Record<string, { label: string; ms: number }>;

const names = ['flag', 'segment', 'environment', 'by', 'last', 'from', 'until'] as const;

export function filterOf(search: Readonly<Record<string, string>>): LogFilter {
  return Object.fromEntries(names.flatMap((name) => (search[name] ? [[name, search[name]] as const] : [])));
}

export function countOf({ from, until, ...rest }: LogFilter): number {
  return Object.keys(rest).length + (from !== undefined || until !== undefined ? 1 : 0);
}

type LogQuery = Partial<QueryOf<typeof listChanges>>;

/** What the server is asked for. */
export function queryOf(filter: LogFilter, now: number): LogQuery {
  const { flag, segment, environment, by } = filter;
  const from = startOf(filter, now);
  const until = instantOf(filter.until, 1);
  return {
    ...(flag ? { flag } : {}),
    ...(segment ? { segment } : {}),
    ...(environment ? { environment } : {}),
    ...(by ? { actor: actorIn(by).id } : {}),
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
  };
}

function startOf({ last, from }: LogFilter, now: number): string | null {
  const span = Object.entries(spans).find(([name]) => name === last)?.[1];
  return span ? new Date(now - span.ms).toISOString() : instantOf(from, 0);
}

/** A day’s beginning here, `later` days on; an instant as it is; null where it is neither. */
function instantOf(text: string | undefined, later: number): string | null {
  if (text === undefined) return null;
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const at = day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3]) + later) : new Date(text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function actorIn(by: string): { kind: string | null; id: string } {
  const at = by.indexOf(':');
  return at < 0 ? { kind: null, id: by } : { kind: by.slice(0, at), id: by.slice(at + 1) };
}

/** The server compares ids alone: a token may have the number of a person. */
export function isBy({ actor }: Pick<Change, 'actor'>, by: string | undefined): boolean {
  if (by === undefined) return true;
  const { kind, id } = actorIn(by);
  return kind === null || (actor.kind === kind && actor.id === id);
}
