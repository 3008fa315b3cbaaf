import type { Queries } from '../platform/db/index.ts';
import { contentDigestOf, digestOf } from './digest.ts';

export type Verified =
  | { isIntact: true; changes: number }
  | { isIntact: false; sequence: number; because: string };

const PAGE = 500;

/** Recomputes a project's chain from its first change to its head. */
export async function verifyChanges(db: Queries, projectId: number): Promise<Verified> {
  let previous: Buffer | null = null;
  let sequence = 0;
  for (;;) {
    const rows = await readPage(db, projectId, sequence);
    for (const row of rows) {
      sequence += 1;
      const because = faultOf(row, sequence, previous);
      if (because) return { isIntact: false, sequence, because };
      previous = row.digest;
    }
    if (rows.length < PAGE) break;
  }
  const head = await readHead(db, projectId);
  const isAtHead = (head?.sequence ?? 0) === sequence && isSame(head?.digest ?? null, previous);
  return isAtHead
    ? { isIntact: true, changes: sequence }
    : { isIntact: false, sequence, because: 'Changes after this one are missing.' };
}

type Row = Awaited<ReturnType<typeof readPage>>[number];

function faultOf(row: Row, sequence: number, previous: Buffer | null): string | null {
  if (row.sequence !== sequence) return 'The change of this number is missing.';
  if (!isSame(row.previous_digest, previous)) return 'It does not follow the change before it.';
  const facts = { ...row, environmentKey: row.environment_key, revertOf: row.revert_of };
  if (!isSame(digestOf(previous, facts, row.content_digest), row.digest)) return 'Its facts were altered.';
  const { actor_kind: kind, actor_id: id, actor_name: name, ...content } = row;
  const digest = contentDigestOf({ ...content, actor: { kind, id, name } });
  return isSame(digest, row.content_digest) ? null : 'What it says was altered.';
}

async function readPage(db: Queries, projectId: number, afterSequence: number) {
  return db
    .selectFrom('changes')
    .innerJoin('change_contents', 'change_contents.change_id', 'changes.id')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('sequence', '>', afterSequence)
    .orderBy('sequence')
    .limit(PAGE)
    .execute();
}

async function readHead(db: Queries, projectId: number) {
  return db
    .selectFrom('change_heads')
    .select(['sequence', 'digest'])
    .where('project_id', '=', projectId)
    .executeTakeFirst();
}

function isSame(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
