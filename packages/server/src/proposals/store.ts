import type { Proposal, proposalStates } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { Call } from '../platform/http/index.ts';
import type { PageRequest } from '../platform/page.ts';
import type { Diff } from './content.ts';

export type State = (typeof proposalStates)[number];

/** Who did something. */
export interface Actor {
  kind: string;
  id: string;
  name: string;
}

/** A proposal as it is stored, with its approvals. */
export interface ProposalRow {
  id: number;
  projectId: number;
  projectKey: string;
  state: State;
  author: Actor;
  call: Call;
  effects: Diff[];
  hash: string;
  required: number;
  reason: string | null;
  note: string | null;
  createdAt: Date;
  endedAt: Date | null;
  approvals: Approved[];
}

export type Approved = Omit<Proposal['approvals'][number], 'isCounted'>;

const selection = sql`
  select p.id, p.project_id as "projectId", (select key from projects where id = p.project_id) as "projectKey", p.state, p.effects, p.hash, p.required, p.reason, p.note,
    p.created_at as "createdAt", p.ended_at as "endedAt",
    jsonb_build_object('kind', p.author_kind, 'id', p.author_id, 'name', p.author_name) as author,
    jsonb_build_object('endpoint', p.endpoint, 'params', p.params, 'query', p.query, 'body', p.body,
      'ifMatch', p.if_match) as call,
    coalesce((
      select jsonb_agg(jsonb_build_object(
        'by', jsonb_build_object('kind', a.by_kind, 'id', a.by_id, 'name', a.by_name),
        'at', to_char(a.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by a.at)
      from approvals a where a.proposal_id = p.id
    ), '[]') as approvals
  from proposals p`;

export interface ProposalFilter extends PageRequest {
  state?: State | undefined;
}

/** Newest first; `beforeId` is the cursor. */
export async function listProposalRows(
  db: Queries,
  projectId: number,
  { state, limit }: ProposalFilter,
  beforeId: number | null,
): Promise<ProposalRow[]> {
  const wanted = [
    sql`p.project_id = ${projectId}`,
    ...(beforeId === null ? [] : [sql`p.id < ${beforeId}`]),
    ...(state === undefined ? [] : [sql`p.state = ${state}`]),
  ];
  const { rows } = await sql<ProposalRow>`
    ${selection} where ${sql.join(wanted, sql` and `)} order by p.id desc limit ${limit + 1}`.execute(db);
  return rows;
}

export async function findProposal(
  db: Queries,
  projectId: number,
  id: number,
): Promise<ProposalRow | undefined> {
  const { rows } = await sql<ProposalRow>`
    ${selection} where p.project_id = ${projectId} and p.id = ${id}`.execute(db);
  return rows[0];
}

/** The row is locked before it is read, so that what is read is what the one before has left. */
export async function lockProposal(
  tx: Queries,
  projectId: number,
  id: number,
): Promise<ProposalRow | undefined> {
  await sql`select from proposals where project_id = ${projectId} and id = ${id} for update`.execute(tx);
  return findProposal(tx, projectId, id);
}

export interface NewProposal {
  projectId: number;
  author: Actor;
  call: Call;
  effects: readonly Diff[];
  hash: string;
  required: number;
  reason: string | null;
}

export async function insertProposal(tx: Queries, proposal: NewProposal): Promise<number> {
  const { author, call } = proposal;
  const { id } = await tx
    .insertInto('proposals')
    .values({
      project_id: proposal.projectId,
      author_kind: author.kind,
      author_id: author.id,
      author_name: author.name,
      endpoint: call.endpoint,
      params: JSON.stringify(call.params),
      query: JSON.stringify(call.query),
      body: call.body === null ? null : JSON.stringify(call.body),
      if_match: call.ifMatch,
      effects: JSON.stringify(proposal.effects),
      hash: proposal.hash,
      required: proposal.required,
      reason: proposal.reason,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** False when this one has approved before. */
export async function insertApproval(
  tx: Queries,
  { id, hash }: Pick<ProposalRow, 'id' | 'hash'>,
  by: Actor,
): Promise<boolean> {
  const { rows } = await sql`
    insert into approvals (proposal_id, by_kind, by_id, by_name, hash, at)
    values (${id}, ${by.kind}, ${by.id}, ${by.name}, ${hash}, clock_timestamp())
    on conflict do nothing returning proposal_id`.execute(tx);
  return rows.length > 0;
}

/** Those that decided nothing in the end; that they were given stays in the log. */
export async function removeApprovals(tx: Queries, id: number, given: readonly Actor[]): Promise<void> {
  for (const { kind, id: byId } of given)
    await tx
      .deleteFrom('approvals')
      .where('proposal_id', '=', id)
      .where('by_kind', '=', kind)
      .where('by_id', '=', byId)
      .execute();
}

export async function endProposal(
  tx: Queries,
  id: number,
  state: Exclude<State, 'open'>,
  note: string | null,
): Promise<void> {
  await sql`
    update proposals set state = ${state}, note = ${note}, ended_at = clock_timestamp()
    where id = ${id}`.execute(tx);
}

export interface TouchedEntry {
  environment: string;
  kind: string;
  key: string;
}

/**
 * Locks open proposals that are about one of these entries. Those that somebody is just deciding on are left out: a
 * kill waits for nobody, and what they decide is checked against what holds then.
 */
export async function lockProposalsTouching(
  tx: Queries,
  projectId: number,
  touched: readonly TouchedEntry[],
): Promise<{ id: number; entry: TouchedEntry }[]> {
  const { rows } = await sql<{ id: number; entry: TouchedEntry }>`
    select p.id, to_jsonb(hit) as entry
    from proposals p
    cross join lateral (
      select environment, kind, key
      from jsonb_to_recordset(p.effects) as e (environment text, kind text, key text)
      join json_to_recordset(${JSON.stringify(touched)}::json) as t (environment text, kind text, key text)
        using (environment, kind, key)
      limit 1
    ) hit
    where p.project_id = ${projectId} and p.state = 'open'
    order by p.id
    for update of p skip locked`.execute(tx);
  return rows;
}

/** Locks open proposals that reach an environment. */
export async function lockProposalsIn(
  tx: Queries,
  projectId: number,
  environment: string,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from proposals
    where project_id = ${projectId} and state = 'open' and effects @> ${JSON.stringify([{ environment }])}::jsonb
    order by id for update`.execute(tx);
  return rows.map(({ id }) => id);
}
