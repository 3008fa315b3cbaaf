import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { hashOf, makeSecret, prefixOf } from './secret.ts';
import { findAdministrators, hasOwner, insertToken, revokeById } from './store.ts';

const GENERATED = 'administrator';
const PRESET = 'administrator (SLIPWAY_ADMIN_TOKEN)';
/** Who acts before anybody can. */
const START_UP: Author = { kind: 'system', id: 'start-up', name: 'start-up', origin: null };
/** "admin" as a number. */
const LOCK_KEY = sql.lit(0x61646d696e);

/**
 * Sees to it that somebody can administer: stores the preset token in place of an earlier preset, or makes one when there
 * is nobody at all: no token, and no person who owns the installation. Returns the token that was made, which is shown once; `keep` gets it before it holds, so that no crash
 * leaves one that nobody knows.
 */
export async function ensureAdministrator(
  db: Database,
  preset: string | null,
  keep: (secret: string) => Promise<unknown>,
): Promise<string | null> {
  return transaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(tx);
    if (preset !== null) return adoptPreset(tx, preset);
    const present = await findAdministrators(tx);
    return present.length > 0 || (await hasOwner(tx)) ? null : make(tx, keep);
  });
}

/** Leaves the token where only the owner of the data folder can read it; returns the file. */
export async function writeAdminToken(folder: string, secret: string): Promise<string> {
  const file = join(folder, 'admin-token');
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  // An older file keeps its mode.
  await chmod(file, 0o600);
  return file;
}

/** The token that was made at the first start has done its work; a preset one stays. True when there was one. */
export async function endBootstrap(tx: Queries, author: Author): Promise<boolean> {
  const generated = (await findAdministrators(tx)).filter(({ name }) => name === GENERATED);
  for (const token of generated) await revokeAdministrator(tx, token, author);
  return generated.length > 0;
}

export async function removeAdminToken(folder: string): Promise<void> {
  await rm(join(folder, 'admin-token'), { force: true });
}

async function adoptPreset(tx: Queries, preset: string): Promise<null> {
  const hash = hashOf(preset);
  const present = await findAdministrators(tx);
  const earlier = present.filter((token) => token.name === PRESET && !token.hash.equals(hash));
  for (const token of earlier) await revokeAdministrator(tx, token, START_UP);
  if (!present.some((token) => token.hash.equals(hash))) await insertAdministrator(tx, PRESET, preset);
  return null;
}

async function make(tx: Queries, keep: (secret: string) => Promise<unknown>): Promise<string> {
  const secret = makeSecret('admin');
  await insertAdministrator(tx, GENERATED, secret);
  await keep(secret);
  return secret;
}

async function insertAdministrator(tx: Queries, name: string, secret: string): Promise<void> {
  const { id } = await insertToken(tx, {
    projectId: null,
    environmentId: null,
    name,
    scope: 'admin',
    role: null,
    prefix: prefixOf(secret),
    hash: hashOf(secret),
    expiresAt: null,
  });
  const after = { name, scope: 'admin', prefix: prefixOf(secret) };
  await record(tx, { ...changeOf(id), author: START_UP, action: 'create', before: null, after });
}

async function revokeAdministrator(
  tx: Queries,
  { id, name }: { id: number; name: string },
  author: Author,
): Promise<void> {
  await revokeById(tx, id);
  const before = { name, scope: 'admin' };
  await record(tx, { ...changeOf(id), author, action: 'revoke', before, after: null });
}

function changeOf(id: number) {
  return { projectId: null, subject: 'token', key: String(id) } as const;
}
