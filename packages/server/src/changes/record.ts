import { randomBytes } from 'node:crypto';
import type { Change } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { type Chain, isChain } from './chain.ts';
import {
  type ChangeContent,
  contentDigestOf,
  digestOf,
  type PersonalContent,
  personalDigestOf,
} from './digest.ts';

export type ChangeSubject = Change['subject'];

/** One mutation to be audited. `before` and `after` are null where there was, or is, nothing. */
export interface ChangeDraft {
  /** Null: it belongs to no project, but to the installation. */
  projectId: Chain;
  author: Author;
  /** A verb, such as `create`, `update`, `kill`. */
  action: string;
  subject: ChangeSubject;
  key: string;
  environmentKey?: string | null;
  before: unknown;
  after: unknown;
  reason?: string | undefined;
  /** Environments whose ruleset it changed, with the version it made. */
  effects?: readonly { environment: string; version: number }[];
  revertOf?: number | null;
  /** Default: the database's clock. */
  at?: Date;
}

/** Writes the audit row of a mutation and answers its id. Call it last in the mutation's transaction. */
export async function record(tx: Queries, draft: ChangeDraft): Promise<number> {
  const head = await lockHead(tx, draft.projectId);
  const sequence = head.sequence + 1;
  const at = draft.at ?? head.now;
  const content = contentOf(draft);
  const facts = {
    sequence,
    at,
    action: draft.action,
    subject: draft.subject,
    key: draft.key,
    environmentKey: draft.environmentKey ?? null,
    effects: draft.effects ?? [],
    revertOf: draft.revertOf ?? null,
  };
  const contentDigest = contentDigestOf(content.personalDigest, content);
  const digest = digestOf(head.digest, facts, contentDigest);
  const { id } = await tx
    .insertInto('changes')
    .values({
      project_id: draft.projectId,
      sequence,
      at,
      action: facts.action,
      subject: facts.subject,
      key: facts.key,
      environment_key: facts.environmentKey,
      flag_key: draft.subject === 'flag' || draft.subject === 'flag-config' ? draft.key : null,
      segment_key: draft.subject === 'segment' || draft.subject === 'segment-override' ? draft.key : null,
      effects: JSON.stringify(facts.effects),
      revert_of: facts.revertOf,
      content_digest: contentDigest,
      previous_digest: head.digest,
      digest,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertContent(tx, id, content);
  await moveHead(tx, draft.projectId, id, sequence, digest);
  return id;
}

interface Head {
  sequence: number;
  digest: Buffer | null;
  now: Date;
}

/**
 * Changes of one chain are written one after the other; these locks are the last that any mutation takes: projects by
 * id, then the installation.
 */
async function lockHead(tx: Queries, chain: Chain): Promise<Head> {
  const found = await selectHead(tx, chain);
  if (found) return found;
  await sql`
    insert into change_heads (project_id, sequence) values (${chain}, 0)
    on conflict do nothing`.execute(tx);
  const made = await selectHead(tx, chain);
  if (!made) throw new Error(`The chain of ${chain ?? 'the installation'} has no head.`);
  return made;
}

async function selectHead(tx: Queries, chain: Chain): Promise<Head | undefined> {
  const { rows } = await sql<Head>`
    select sequence, digest, date_trunc('milliseconds', clock_timestamp()) as now
    from change_heads where ${isChain('project_id', chain)} for update`.execute(tx);
  return rows[0];
}

type SaltedContent = ChangeContent & PersonalContent & { salt: Buffer; personalDigest: Buffer };

const SALT_BYTES = 16;

function contentOf({ author, before, after, reason }: ChangeDraft): SaltedContent {
  const { kind, id, name, origin, onBehalfOf = null } = author;
  const salt = randomBytes(SALT_BYTES);
  const personal = { actor: { kind, id, name }, reason: reason ?? null, origin };
  return {
    ...personal,
    before: before ?? null,
    after: after ?? null,
    onBehalfOf,
    salt,
    personalDigest: personalDigestOf(salt, personal),
  };
}

async function insertContent(tx: Queries, changeId: number, content: SaltedContent): Promise<void> {
  const { actor, before, after, reason, origin } = content;
  await tx
    .insertInto('change_contents')
    .values({
      change_id: changeId,
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      before: jsonOrNull(before),
      after: jsonOrNull(after),
      reason,
      origin,
      on_behalf_of: content.onBehalfOf,
      salt: content.salt,
      personal_digest: content.personalDigest,
    })
    .execute();
}

/** Whoever follows a project hears of it; nobody follows the installation. */
async function moveHead(
  tx: Queries,
  chain: Chain,
  changeId: number,
  sequence: number,
  digest: Buffer,
): Promise<void> {
  const told = chain === null ? sql`null` : sql`pg_notify('slipway_change', ${`${chain}:${changeId}`})`;
  await sql`
    with moved as (
      update change_heads set sequence = ${sequence}, digest = ${digest} where ${isChain('project_id', chain)}
    )
    select ${told}`.execute(tx);
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
