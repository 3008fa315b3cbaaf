import { type Grant, ProblemError, type Token, type TokenCreated, type TokenDraft } from '@slipway/api';
import type { z } from 'zod';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Author, invalidRequest } from '../platform/http/index.ts';
import { type Maker, makerOf } from './behind.ts';
import { recordWithdrawn, withdrawInvitationsBy } from './left-invitations.ts';
import { grantsOf } from './membership.ts';
import { listPermits, replacePermits } from './permit-store.ts';
import { readPermits } from './permits.ts';
import { hashOf, makeSecret, prefixOf } from './secret.ts';
import {
  findEnvironment,
  insertToken,
  type ListedToken,
  listOfProject,
  readCursor,
  requireProject,
  revoke,
  type TokenRow,
} from './store.ts';
import { recordCreated, recordRevoked } from './token-changes.ts';

type Draft = z.infer<typeof TokenDraft>;
type Created = z.infer<typeof TokenCreated>;

export interface Tokens {
  list(project: string, page: { cursor?: string | undefined; limit: number }): Promise<TokenPage>;
  /** The answer holds the secret, which nobody can read again. */
  create(project: string, draft: Draft, author: Author): Promise<Created>;
  revoke(project: string, token: string, reason: string | undefined, author: Author): Promise<void>;
}

interface TokenPage {
  items: Token[];
  next: string | null;
}

export interface TokensOptions {
  db: Database;
  now: () => number;
  onRevoke: (tokenId: string) => void;
}

export function createTokens({ db, now, onRevoke }: TokensOptions): Tokens {
  return {
    async list(project, { cursor, limit }) {
      const projectId = await requireProject(db.kysely, project);
      const rows = await listOfProject(db.kysely, projectId, readCursor(cursor), limit + 1);
      const grants = await grantsByToken(db.kysely, projectId, rows);
      const items = rows.slice(0, limit).map((row) => tokenOf(row, grants.get(row.id) ?? []));
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    async create(project, draft, author) {
      requireSense(draft, now());
      const secret = makeSecret(draft.scope);
      const token = await transaction(db, (tx) => insert(tx, project, draft, secret, author));
      return { ...token, token: secret };
    },

    async revoke(project, token, reason, author) {
      await transaction(db, (tx) =>
        revokeAudited(tx, project, token, { author, reason, at: new Date(now()) }),
      );
      onRevoke(token);
    },
  };
}

async function insert(
  tx: Queries,
  project: string,
  draft: Draft,
  secret: string,
  author: Author,
): Promise<Token> {
  const projectId = await requireProject(tx, project);
  const environmentId = await environmentOf(tx, projectId, draft.environment);
  const prefix = prefixOf(secret);
  const maker = await makerOf(tx, author);
  const expiresAt = expiryOf(draft, maker);
  const { name, scope, role = null, grants = [] } = draft;
  const hash = hashOf(secret);
  const { id, createdAt } = await insertToken(tx, {
    projectId,
    environmentId,
    name,
    scope,
    role,
    madeBy: maker,
    prefix,
    hash,
    expiresAt,
  });
  if (role !== null) {
    const permits = await readPermits(tx, projectId, { role, grants, environments: [] });
    await replacePermits(tx, projectId, { tokenId: id }, permits);
  }
  const token = {
    id: String(id),
    name,
    scope,
    role,
    grants,
    environment: draft.environment ?? null,
    prefix,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: null,
    madeBy: makerIn(author),
    isMakerGone: false,
  };
  await recordCreated(tx, projectId, token, { author, reason: draft.reason });
  return token;
}

async function revokeAudited(
  tx: Queries,
  project: string,
  tokenId: string,
  { author, reason, at }: { author: Author; reason: string | undefined; at: Date },
): Promise<void> {
  const projectId = await requireProject(tx, project);
  const row = /^\d{1,15}$/.test(tokenId) ? await revoke(tx, projectId, Number(tokenId)) : undefined;
  if (!row)
    throw new ProblemError(
      'token-not-found',
      `Project "${project}" has no token ${tokenId.slice(0, 50)} that still holds.`,
    );
  const withdrawn = await withdrawInvitationsBy(tx, projectId, [{ kind: 'token', id: String(row.id) }], at);
  await recordWithdrawn(tx, withdrawn, { author, reason });
  await recordRevoked(tx, projectId, row, { author, reason });
}

async function grantsByToken(
  queries: Queries,
  projectId: number,
  rows: readonly TokenRow[],
): Promise<Map<number, Grant[]>> {
  const accounts = rows.filter(({ role }) => role !== null);
  const grants = new Map<number, Grant[]>(accounts.map(({ id }) => [id, []]));
  if (accounts.length === 0) return grants;
  const holders = accounts.map(({ id }) => ({ tokenId: id }));
  for (const { tokenId, permit } of await listPermits(queries, projectId, holders))
    if (tokenId !== null) grants.get(tokenId)?.push(...grantsOf([permit]));
  return grants;
}

function tokenOf(row: ListedToken, grants: Grant[]): Token {
  return {
    id: String(row.id),
    name: row.name,
    scope: row.scope,
    role: row.role,
    grants,
    environment: row.environmentKey,
    prefix: row.prefix,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    madeBy: madeBy(row),
    isMakerGone: row.isMakerGone,
  };
}

function madeBy({ makerId, makerName, makerTokenId, makerTokenName }: ListedToken): Token['madeBy'] {
  if (makerTokenId !== null) return { kind: 'token', id: String(makerTokenId), name: makerTokenName ?? '' };
  return makerId === null ? null : { kind: 'person', id: String(makerId), name: makerName ?? '' };
}

function makerIn({ kind, id, name }: Author): Token['madeBy'] {
  return kind === 'person' || kind === 'token' ? { kind, id, name } : null;
}

/** A token that outlived the one that made it would undo the end of that one. */
function expiryOf({ expiresAt }: Draft, maker: Maker): Date | null {
  if (expiresAt === undefined) return maker.expiresAt;
  const wanted = new Date(expiresAt);
  if (maker.expiresAt === null || wanted <= maker.expiresAt) return wanted;
  const latest = maker.expiresAt.toISOString();
  throw invalidRequest([
    {
      path: 'expiresAt',
      message: `The token that asks ends at ${latest}: give that or an earlier instant, or ask as a person.`,
    },
  ]);
}

function requireSense({ scope, role, grants = [], environment, expiresAt }: Draft, now: number): void {
  const needsEnvironment = scope === 'server' || scope === 'client';
  if (needsEnvironment && environment === undefined)
    throw invalidRequest([
      { path: 'environment', message: `A ${scope} token belongs to one environment: name it.` },
    ]);
  if (!needsEnvironment && environment !== undefined)
    throw invalidRequest([
      { path: 'environment', message: `A ${scope} token belongs to the whole project: leave it out.` },
    ]);
  if (role !== undefined && scope !== 'admin')
    throw invalidRequest([
      {
        path: 'role',
        message: `Only a token of scope admin may have a role: what it may instead of everything.`,
      },
    ]);
  if (role === undefined && grants.length > 0)
    throw invalidRequest([{ path: 'grants', message: 'Single permissions add to a role: name one.' }]);
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now)
    throw invalidRequest([{ path: 'expiresAt', message: 'This instant has passed.' }]);
}

async function environmentOf(
  tx: Queries,
  projectId: number,
  key: string | undefined,
): Promise<number | null> {
  if (key === undefined) return null;
  const id = await findEnvironment(tx, projectId, key);
  if (id === undefined)
    throw new ProblemError('environment-not-found', `The project has no environment "${key}".`);
  return id;
}
