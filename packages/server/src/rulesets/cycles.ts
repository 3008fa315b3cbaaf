import { ProblemError } from '@slipway/api';
import { type Prerequisite, prerequisiteCycle, type Segment, segmentCycle } from '@slipway/engine';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { EntryValue } from './entries.ts';
import { referencesOf } from './surroundings.ts';
import type { Place } from './tree.ts';

/** An environment with the new values of its entries. */
interface Changed {
  environment: Place;
  entries: readonly EntryValue[];
}

/** A new circle passes through a new entry that requires something; without one there is nothing to look for. */
export async function checkPrerequisiteCycles(tx: Queries, changed: readonly Changed[]): Promise<void> {
  const concerned = changed.filter(({ entries }) =>
    entries.some((entry) => entry.kind === 'flag' && entry.value.prerequisites.length > 0),
  );
  const present = await loadPrerequisites(tx, concerned);
  for (const { environment, entries } of concerned) {
    const flags = entries.flatMap((entry) =>
      entry.kind === 'flag' ? [[entry.key, entry.value] as const] : [],
    );
    const cycle = prerequisiteCycle({ ...present.get(environment.id), ...Object.fromEntries(flags) });
    if (cycle) throw cycleError('prerequisite-cycle', 'flags require', cycle, environment.key);
  }
}

export async function checkSegmentCycles(tx: Queries, changed: readonly Changed[]): Promise<void> {
  const concerned = changed.filter(({ entries }) =>
    entries.some((entry) => entry.kind === 'segment' && referencesOf([entry.value]).segments.length > 0),
  );
  const present = await loadSegmentRules(tx, concerned);
  for (const { environment, entries } of concerned) {
    const segments = entries.flatMap((entry) =>
      entry.kind === 'segment' ? [[entry.key, entry.value] as const] : [],
    );
    const cycle = segmentCycle({ ...present.get(environment.id), ...Object.fromEntries(segments) });
    if (cycle) throw cycleError('segment-cycle', 'segments contain', cycle, environment.key);
  }
}

/** The same among the project's own contents, which environments to come will start from. */
export async function checkDefaultSegmentCycles(
  tx: Queries,
  projectId: number,
  key: string,
  content: Segment,
): Promise<void> {
  if (referencesOf([content]).segments.length === 0) return;
  const { rows } = await sql<{ key: string; rules: Segment['rules'] }>`
    select key, content->'rules' as rules from segments
    where project_id = ${projectId} and content @? '$.rules[*].conditions[*].segment'`.execute(tx);
  const others = Object.fromEntries(rows.map((row) => [row.key, segmentOf(row.rules)]));
  const cycle = segmentCycle({ ...others, [key]: content });
  if (cycle) throw cycleError('segment-cycle', 'segments contain', cycle, null);
}

async function loadPrerequisites(
  tx: Queries,
  concerned: readonly Changed[],
): Promise<Map<number, Record<string, { prerequisites: Prerequisite[] }>>> {
  if (concerned.length === 0) return new Map();
  const { rows } = await sql<{ environmentId: number; key: string; prerequisites: Prerequisite[] }>`
    select environment_id as "environmentId", key, value->'prerequisites' as prerequisites
    from ruleset_entries
    where environment_id = any(${idsOf(concerned)}::bigint[]) and kind = 'flag' and until_version is null
      and value->'prerequisites' <> '[]'`.execute(tx);
  return byEnvironment(rows, ({ prerequisites }) => ({ prerequisites }));
}

async function loadSegmentRules(
  tx: Queries,
  concerned: readonly Changed[],
): Promise<Map<number, Record<string, Segment>>> {
  if (concerned.length === 0) return new Map();
  const { rows } = await sql<{ environmentId: number; key: string; rules: Segment['rules'] }>`
    select environment_id as "environmentId", key, value->'rules' as rules
    from ruleset_entries
    where environment_id = any(${idsOf(concerned)}::bigint[]) and kind = 'segment' and until_version is null
      and value @? '$.rules[*].conditions[*].segment'`.execute(tx);
  return byEnvironment(rows, ({ rules }) => segmentOf(rules));
}

function byEnvironment<Row extends { environmentId: number; key: string }, Item>(
  rows: readonly Row[],
  itemOf: (row: Row) => Item,
): Map<number, Record<string, Item>> {
  const found = new Map<number, Record<string, Item>>();
  for (const row of rows) {
    const items = found.get(row.environmentId) ?? {};
    found.set(row.environmentId, Object.assign(items, { [row.key]: itemOf(row) }));
  }
  return found;
}

function idsOf(changed: readonly Changed[]): number[] {
  return changed.map(({ environment }) => environment.id);
}

function segmentOf(rules: Segment['rules']): Segment {
  return { include: [], exclude: [], rules };
}

function cycleError(
  code: 'prerequisite-cycle' | 'segment-cycle',
  verb: string,
  cycle: readonly string[],
  environment: string | null,
): ProblemError {
  const start = cycle.indexOf([...cycle].sort()[0] ?? '');
  const circle = [...cycle.slice(start), ...cycle.slice(0, start + 1)].map((key) => `"${key}"`).join(' → ');
  const where = environment === null ? '' : ` in environment "${environment}"`;
  return new ProblemError(
    code,
    `These ${verb} one another${where}: ${circle}. Break the circle at one of them.`,
  );
}
