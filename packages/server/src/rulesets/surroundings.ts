import {
  type Prerequisite,
  prerequisiteReferences,
  type Segment,
  segmentReferences,
  type Variants,
} from '@slipway/engine';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';

/** What rules may refer to in a project. */
export interface Surroundings {
  flags: Record<string, { variants: Variants }>;
  segmentKeys: string[];
}

export interface References {
  flags: string[];
  segments: string[];
}

export function referencesOf(
  items: readonly { rules: Segment['rules']; prerequisites?: Prerequisite[] }[],
): References {
  const flags = items.flatMap(({ prerequisites = [] }) => prerequisiteReferences({ prerequisites }));
  return { flags: [...new Set(flags)], segments: [...new Set(items.flatMap(segmentReferences))] };
}

/** Those of the referenced flags and segments that exist; an archived flag does not. */
export async function loadSurroundings(
  tx: Queries,
  projectId: number,
  references: References,
): Promise<Surroundings> {
  if (references.flags.length + references.segments.length === 0) return { flags: {}, segmentKeys: [] };
  const { rows } = await sql<{ key: string; variants: Variants | null }>`
    select key, variants from flags
    where project_id = ${projectId} and archived_at is null and key = any(${references.flags}::text[])
    union all
    select key, null from segments
    where project_id = ${projectId} and key = any(${references.segments}::text[])`.execute(tx);
  const flags = rows.flatMap(({ key, variants }) => (variants ? [[key, { variants }] as const] : []));
  return {
    flags: Object.fromEntries(flags),
    segmentKeys: rows.filter(({ variants }) => variants === null).map(({ key }) => key),
  };
}
