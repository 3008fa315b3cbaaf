import type { Queries } from '../platform/db/index.ts';
import { findBlueprintRow } from './store.ts';

/** Where a blueprint's file is. */
export interface BlueprintFacts {
  readonly id: number;
  readonly key: string;
  readonly path: string;
  /** Where Slipway keeps it. */
  readonly content: string | null;
  /** Key of the service whose repository keeps it. */
  readonly service: string | null;
}

export async function findBlueprint(
  queries: Queries,
  projectId: number,
  key: string,
): Promise<BlueprintFacts | null> {
  const row = await findBlueprintRow(queries, projectId, key);
  if (!row) return null;
  const { id, path, content, service } = row;
  return { id, key, path, content, service };
}
