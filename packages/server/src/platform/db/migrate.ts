import type { ClientBase } from 'pg';
import type { Log } from './log.ts';
import { MigrationError } from './migration-error.ts';
import { type MigrationFile, readMigrations } from './migration-files.ts';
import { withSession } from './session.ts';

export interface MigrateOptions {
  readonly log: Log;
  /** Default Slipway's own. */
  readonly folder?: string;
}

export interface Migrated {
  /** The number that the database is at now. */
  readonly number: number;
  readonly applied: readonly number[];
}

/** "migrate" as a number. */
const LOCK_KEY = '0x6d696772617465';

/**
 * Brings the database to the code's schema, each file in a transaction. Whoever starts at the same time waits and finds
 * it done. Throws MigrationError: `database-newer`, `changed-migration`, `failed` (that file left nothing behind).
 */
export async function migrate(url: string, { log, folder }: MigrateOptions): Promise<Migrated> {
  const files = await readMigrations(folder);
  return withSession(url, async (session) => {
    await lockMigrations(session);
    const pending = await pendingMigrations(session, files);
    for (const file of pending) {
      await inTransaction(session, () => applyMigration(session, file));
      log.info({ migration: file.number, name: file.name }, 'database migrated');
    }
    return { number: files.length, applied: pending.map(({ number }) => number) };
  });
}

/** Held until the session ends, in whatever way. */
export async function lockMigrations(session: ClientBase): Promise<void> {
  await session.query(`select pg_advisory_lock(${LOCK_KEY})`);
}

/** Checks what was applied against the files and returns the rest. Makes the table if it is missing. */
export async function pendingMigrations(
  session: ClientBase,
  files: readonly MigrationFile[],
): Promise<MigrationFile[]> {
  await session.query(
    `create table if not exists migrations (
       number integer primary key,
       name text not null,
       checksum text not null,
       applied_at timestamptz not null default now()
     )`,
  );
  const { rows } = await session.query<AppliedMigration>(
    'select number, name, checksum from migrations order by number',
  );
  for (const applied of rows) check(applied, files[applied.number - 1], files.length);
  return files.slice(rows.length);
}

/** Runs the file and records it, in the transaction that the caller has begun. */
export async function applyMigration(
  session: ClientBase,
  { number, name, sql, checksum }: MigrationFile,
): Promise<void> {
  try {
    await session.query(sql);
    await session.query('insert into migrations (number, name, checksum) values ($1, $2, $3)', [
      number,
      name,
      checksum,
    ]);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(
      'failed',
      `Migration ${fileName({ number, name })} failed and was undone: ${what}`,
      cause,
    );
  }
}

export async function inTransaction<T>(
  session: ClientBase,
  work: () => Promise<T>,
  begin = 'begin',
): Promise<T> {
  await session.query(begin);
  try {
    const result = await work();
    await session.query('commit');
    return result;
  } catch (error) {
    // The first error says what happened; without a connection there is nothing left to roll back.
    await session.query('rollback').catch(() => undefined);
    throw error;
  }
}

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

function check(applied: AppliedMigration, file: MigrationFile | undefined, newest: number): void {
  if (!file) {
    throw new MigrationError(
      'database-newer',
      `The database is at migration ${fileName(applied)}, and this Slipway knows ${newest}. Start the newer Slipway that migrated it, or restore a backup made before.`,
    );
  }
  if (file.checksum === applied.checksum) return;
  throw new MigrationError(
    'changed-migration',
    `Migration ${fileName(applied)} was changed after it was applied to this database. Undo the change and add a new migration.`,
  );
}

function fileName({ number, name }: { number: number; name: string }): string {
  return `${String(number).padStart(4, '0')}-${name}`;
}
