import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Client } from 'pg';
import { inTransaction, withSession } from '../db/index.ts';
import { BackupError } from './backup-error.ts';
import {
  BEGIN_SNAPSHOT,
  copyOut,
  fixTextForms,
  hashContent,
  readSequences,
  readTables,
  type Table,
  type TableDigest,
} from './catalogue.ts';
import { END_OF_ROWS, FORMAT, type Header, type Trailer, writeLine } from './format.ts';

export interface ExportOptions {
  readonly productVersion: string;
  readonly now: Date;
}

export interface Summary {
  readonly productVersion: string;
  readonly createdAt: string;
  readonly migration: number;
  readonly rows: number;
  /** Equal for equal content, in whichever PostgreSQL it is. */
  readonly contentHash: string;
}

/** The migrations of a backup are carried by its header, not as rows. */
export function isExported({ name }: Table): boolean {
  return name !== 'migrations';
}

/** Writes the database as of one instant, while it is in use. */
export async function exportDatabase(
  url: string,
  target: Writable,
  options: ExportOptions,
): Promise<Summary> {
  return withSession(url, (session) =>
    inTransaction(session, () => exportSnapshot(session, target, options), BEGIN_SNAPSHOT),
  );
}

/** `sha256:…`; two databases with the same hash hold the same. */
export async function contentHash(url: string): Promise<string> {
  return withSession(url, (session) =>
    inTransaction(
      session,
      async () => {
        await fixTextForms(session);
        return hashContent(session, await readTables(session));
      },
      BEGIN_SNAPSHOT,
    ),
  );
}

async function exportSnapshot(session: Client, target: Writable, options: ExportOptions): Promise<Summary> {
  await fixTextForms(session);
  const tables = await readTables(session);
  const header = await headerOf(session, tables.filter(isExported), options);
  const digests = new Map<string, TableDigest>();
  let contentHash = '';

  async function* content(): AsyncGenerator<Buffer> {
    yield writeLine(header);
    for (const table of tables.filter(isExported)) {
      const digest = { rows: 0, sha256: '' };
      yield* copyOut(session, table, digest);
      yield Buffer.from(END_OF_ROWS);
      digests.set(table.name, digest);
    }
    contentHash = await hashContent(session, tables, digests);
    yield writeLine(await trailerOf(session, digests, contentHash));
  }

  await pipeline(content, createGzip(), target);
  return summaryOf(header, digests.values(), contentHash);
}

export function summaryOf(header: Header, digests: Iterable<TableDigest>, contentHash: string): Summary {
  const rows = Array.from(digests).reduce((sum, digest) => sum + digest.rows, 0);
  const { productVersion, createdAt, migrations } = header;
  return { productVersion, createdAt, migration: migrations.length, rows, contentHash };
}

async function headerOf(session: Client, tables: readonly Table[], options: ExportOptions): Promise<Header> {
  return {
    slipwayBackup: FORMAT,
    productVersion: options.productVersion,
    createdAt: options.now.toISOString(),
    migrations: await readApplied(session),
    tables: tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
  };
}

async function readApplied(session: Client): Promise<Header['migrations']> {
  const { rows: tables } = await session.query(
    "select from pg_tables where schemaname = 'public' and tablename = 'migrations'",
  );
  if (tables.length === 0) throw noSlipway();
  const { rows } = await session.query<Header['migrations'][number]>(
    'select number, name, checksum from migrations order by number',
  );
  if (rows.length === 0) throw noSlipway();
  return rows;
}

function noSlipway(): BackupError {
  return new BackupError(
    'no-slipway',
    'This database holds no Slipway. Name another with --database-url or --data.',
  );
}

async function trailerOf(
  session: Client,
  digests: ReadonlyMap<string, TableDigest>,
  contentHash: string,
): Promise<Trailer> {
  return { tables: Object.fromEntries(digests), sequences: await readSequences(session), contentHash };
}
