import { readdir, readFile } from 'node:fs/promises';
import { type Database, rows, type Session, transaction } from './database.ts';

const folder = new URL('../migrations/', import.meta.url);
const LOCK = 7_204_118;

/** Applies what is missing in one transaction; two processes starting together take turns. Gives the applied names. */
export async function migrate(database: Database): Promise<string[]> {
  return transaction(database, async (session) => {
    await session.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await session.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    const missing = await findMissing(session);
    for (const name of missing) await apply(session, name);
    return missing;
  });
}

async function findMissing(session: Session): Promise<string[]> {
  const applied = new Set(
    (await rows<{ name: string }>(session, 'select name from migrations')).map((row) => row.name),
  );
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return names.filter((name) => !applied.has(name));
}

async function apply(session: Session, name: string): Promise<void> {
  await session.query(await readFile(new URL(name, folder), 'utf8'));
  await session.query('insert into migrations (name) values ($1)', [name]);
}
