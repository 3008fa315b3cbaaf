import { ProblemError, type Role } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { invalidRequest } from '../platform/http/index.ts';
import type { Maker } from './behind.ts';
import type { TokenScope } from './secret.ts';

/** A token with the keys of what it belongs to. */
export interface TokenRow {
  id: number;
  name: string;
  scope: TokenScope;
  /** Of a service account: takes the place of what the scope may. */
  role: Exclude<Role, 'stakeholder'> | null;
  prefix: string;
  projectId: number | null;
  projectKey: string | null;
  environmentId: number | null;
  environmentKey: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

export interface NewToken {
  projectId: number | null;
  environmentId: number | null;
  name: string;
  scope: TokenScope;
  role: TokenRow['role'];
  madeBy?: Maker | null;
  prefix: string;
  hash: Buffer;
  expiresAt: Date | null;
}

/** Other processes forget the token and cut its streams when they hear this. */
export const TOKEN_CHANNEL = 'slipway_token';

export async function findByHash(queries: Queries, hash: Buffer): Promise<TokenRow | undefined> {
  return selectTokens(queries).where('tokens.hash', '=', hash).executeTakeFirst();
}

export async function findById(queries: Queries, id: number): Promise<TokenRow | undefined> {
  return selectTokens(queries).where('tokens.id', '=', id).executeTakeFirst();
}

/** A token with who asked for it. */
export interface ListedToken extends TokenRow {
  makerId: number | null;
  makerName: string | null;
  makerTokenId: number | null;
  makerTokenName: string | null;
  /** The person behind it belongs to the project no more. */
  isMakerGone: boolean;
}

export async function listOfProject(
  queries: Queries,
  projectId: number,
  afterId: number,
  limit: number,
): Promise<ListedToken[]> {
  return selectTokens(queries)
    .leftJoin('people as maker', 'maker.id', 'tokens.made_by')
    .leftJoin('tokens as maker_token', 'maker_token.id', 'tokens.made_by_token')
    .select([
      'maker.id as makerId',
      'maker.name as makerName',
      'maker_token.id as makerTokenId',
      'maker_token.name as makerTokenName',
      sql<boolean>`maker.id is not null and not maker.is_owner and not exists (
        select from members m where m.project_id = tokens.project_id and m.person_id = maker.id)`.as(
        'isMakerGone',
      ),
    ])
    .where('tokens.project_id', '=', projectId)
    .where('tokens.is_derived', '=', false)
    .where('tokens.id', '>', afterId)
    .orderBy('tokens.id')
    .limit(limit)
    .execute();
}

export async function insertToken(
  queries: Queries,
  token: NewToken,
): Promise<{ id: number; createdAt: Date }> {
  return (
    queries
      .insertInto('tokens')
      .values({
        project_id: token.projectId,
        environment_id: token.environmentId,
        name: token.name,
        scope: token.scope,
        role: token.role,
        made_by: token.madeBy?.personId ?? null,
        made_by_token: token.madeBy?.tokenId ?? null,
        prefix: token.prefix,
        hash: token.hash,
        expires_at: token.expiresAt,
      })
      // A preset that was replaced and has come back.
      .onConflict((conflict) => conflict.column('hash').doUpdateSet({ revoked_at: null }))
      .returning(['id', 'created_at as createdAt'])
      .executeTakeFirstOrThrow()
  );
}

/** Revokes a project's token and tells every process; undefined when there is none, or none any more. */
export async function revoke(queries: Queries, projectId: number, id: number): Promise<TokenRow | undefined> {
  const token = await selectTokens(queries)
    .where('tokens.project_id', '=', projectId)
    .where('tokens.id', '=', id)
    .forUpdate('tokens')
    .executeTakeFirst();
  if (token) await revokeById(queries, id);
  return token;
}

/** What somebody made, also through other tokens, and what still holds; held until the transaction ends. */
export async function lockTokensMadeBy(
  tx: Queries,
  projectId: number,
  personId: number,
): Promise<TokenRow[]> {
  return selectTokens(tx)
    .where('tokens.project_id', '=', projectId)
    .where('tokens.made_by', '=', personId)
    .orderBy('tokens.id')
    .forUpdate('tokens')
    .execute();
}

export async function revokeById(queries: Queries, id: number): Promise<void> {
  await queries.updateTable('tokens').set({ revoked_at: sql`now()` }).where('id', '=', id).execute();
  await sql`select pg_notify(${TOKEN_CHANNEL}, ${String(id)})`.execute(queries);
}

/** Administrator tokens that are bound to no project and still hold. */
export async function findAdministrators(
  queries: Queries,
): Promise<{ id: number; name: string; hash: Buffer }[]> {
  return queries
    .selectFrom('tokens')
    .select(['id', 'name', 'hash'])
    .where('project_id', 'is', null)
    .where('scope', '=', 'admin')
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<Date>`now()`)]))
    .execute();
}

export async function hasOwner(queries: Queries): Promise<boolean> {
  const owner = await queries
    .selectFrom('people')
    .select('id')
    .where('is_owner', '=', true)
    .where('erased_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return owner !== undefined;
}

/** One statement for all; an instant never goes back. */
export async function writeLastUsed(queries: Queries, used: ReadonlyMap<number, Date>): Promise<void> {
  await sql`
    update tokens set last_used_at = greatest(last_used_at, used.at)
    from unnest(${[...used.keys()]}::bigint[], ${[...used.values()]}::timestamptz[]) as used (id, at)
    where tokens.id = used.id`.execute(queries);
}

async function findProject(queries: Queries, key: string): Promise<number | undefined> {
  const row = await queries.selectFrom('projects').select('id').where('key', '=', key).executeTakeFirst();
  return row?.id;
}

/** Held until the transaction ends, so that nobody deletes it meanwhile. */
export async function findEnvironment(
  queries: Queries,
  projectId: number,
  key: string,
): Promise<number | undefined> {
  const row = await queries
    .selectFrom('environments')
    .select('id')
    .where('project_id', '=', projectId)
    .where('key', '=', key)
    .forKeyShare()
    .executeTakeFirst();
  return row?.id;
}

export async function findSegment(
  queries: Queries,
  projectId: number,
  key: string,
): Promise<number | undefined> {
  const row = await queries
    .selectFrom('segments')
    .select('id')
    .where('project_id', '=', projectId)
    .where('key', '=', key)
    .forKeyShare()
    .executeTakeFirst();
  return row?.id;
}

export async function requireProject(queries: Queries, key: string): Promise<number> {
  const id = await findProject(queries, key);
  if (id === undefined) throw new ProblemError('project-not-found', `There is no project "${key}".`);
  return id;
}

export function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw invalidRequest([{ path: 'cursor', message: 'Use the `next` of the page before.' }]);
}

/** Selects tokens that are not revoked. */
function selectTokens(queries: Queries) {
  return queries
    .selectFrom('tokens')
    .leftJoin('projects', 'projects.id', 'tokens.project_id')
    .leftJoin('environments', 'environments.id', 'tokens.environment_id')
    .select([
      'tokens.id',
      'tokens.name',
      'tokens.scope',
      'tokens.role',
      'tokens.prefix',
      'tokens.project_id as projectId',
      'projects.key as projectKey',
      'tokens.environment_id as environmentId',
      'environments.key as environmentKey',
      'tokens.created_at as createdAt',
      'tokens.expires_at as expiresAt',
      'tokens.last_used_at as lastUsedAt',
    ])
    .where('tokens.revoked_at', 'is', null);
}
