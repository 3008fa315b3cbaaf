import type { Queries } from '../platform/db/index.ts';
import { type Chain, isChain } from './chain.ts';
import { contentDigestOf, digestOf, personalDigestOf } from './digest.ts';

/** `erased`: changes whose personal part is gone; what they did still verifies. */
export type Verified = { checked: number; erased: number } & (
  | { isIntact: true }
  | { isIntact: false; sequence: number; changeId: number | null; because: string }
);

const PAGE = 500;

/** Recomputes a chain from its first change to its head. Give it one snapshot. */
export async function verifyChanges(db: Queries, chain: Chain): Promise<Verified> {
  let last: Link | null = null;
  let [sequence, erased] = [0, 0];
  for (;;) {
    const rows = await readPage(db, chain, sequence);
    for (const row of rows) {
      const because = faultOf(row, sequence + 1, last?.digest ?? null);
      if (because)
        return {
          isIntact: false,
          checked: sequence,
          erased,
          sequence: sequence + 1,
          changeId: row.id,
          because,
        };
      sequence += 1;
      if (row.erased_at) erased += 1;
      last = row;
    }
    if (rows.length < PAGE) break;
  }
  const seen = { checked: sequence, erased };
  if (await isHead(db, chain, sequence, last)) return { isIntact: true, ...seen };
  const because = 'Changes after this one are missing.';
  return { isIntact: false, ...seen, sequence, changeId: last?.id ?? null, because };
}

type Row = Awaited<ReturnType<typeof readPage>>[number];
type Link = Pick<Row, 'id' | 'digest'>;

function faultOf(row: Row, sequence: number, previous: Buffer | null): string | null {
  if (row.sequence !== sequence) return 'The change before this one is missing.';
  if (!isSame(row.previous_digest, previous)) return 'It does not follow the change before it.';
  const facts = { ...row, environmentKey: row.environment_key, revertOf: row.revert_of };
  if (!isSame(digestOf(previous, facts, row.content_digest), row.digest)) return 'Its facts were altered.';
  return isContentTrue(row) ? null : 'What it says was altered.';
}

/** Of an erased change the personal digest is all that is left of the personal part. */
function isContentTrue({ personal_digest: personalDigest, salt, ...row }: Row): boolean {
  if (personalDigest === null) return false;
  const { actor_kind: kind, actor_id: id, actor_name: name, reason, origin } = row;
  const actor = { kind: kind ?? '', id: id ?? '', name: name ?? '' };
  const isPersonTrue = salt
    ? isSame(personalDigestOf(salt, { actor, reason, origin }), personalDigest)
    : row.erased_at !== null;
  const content = { before: row.before, after: row.after, onBehalfOf: row.on_behalf_of };
  return isPersonTrue && isSame(contentDigestOf(personalDigest, content), row.content_digest);
}

async function readPage(db: Queries, chain: Chain, afterSequence: number) {
  return db
    .selectFrom('changes')
    .leftJoin('change_contents', 'change_contents.change_id', 'changes.id')
    .selectAll()
    .where(isChain('changes.project_id', chain))
    .where('sequence', '>', afterSequence)
    .orderBy('sequence')
    .limit(PAGE)
    .execute();
}

async function isHead(db: Queries, chain: Chain, sequence: number, last: Link | null): Promise<boolean> {
  const head = await db
    .selectFrom('change_heads')
    .select(['sequence', 'digest'])
    .where(isChain('project_id', chain))
    .executeTakeFirst();
  return (head?.sequence ?? 0) === sequence && isSame(head?.digest ?? null, last?.digest ?? null);
}

function isSame(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
