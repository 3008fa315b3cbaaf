import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';
import {
  applyMigration,
  inTransaction,
  lockMigrations,
  type MigrationFile,
  pendingMigrations,
  readMigrations,
  withSession,
} from '../db/index.ts';
import { BackupError } from './backup-error.ts';
import { fixTextForms, hashContent, quoted, readTables, type TableDigest } from './catalogue.ts';
import { isExported, type Summary, summaryOf } from './export-database.ts';
import { damaged, type Header, readHeader, readTrailer, type Trailer } from './format.ts';
import { whileLoosened } from './loosened.ts';
import { BackupReader } from './reader.ts';

export interface ImportOptions {
  /** Default Slipway's own migrations. */
  readonly migrations?: string;
}

/**
 * Fills an empty database from a backup, all or nothing, migrates it to this version and raises the instance's epoch,
 * so that SDKs see that the database went back in time. Throws BackupError.
 */
export async function importDatabase(
  url: string,
  source: Readable,
  options: ImportOptions = {},
): Promise<Summary> {
  const files = await readMigrations(options.migrations);
  try {
    return await withSession(url, (session) => {
      return inTransaction(session, () => importAll(session, new BackupReader(source), files));
    });
  } finally {
    source.destroy();
  }
}

async function importAll(
  session: Client,
  reader: BackupReader,
  files: readonly MigrationFile[],
): Promise<Summary> {
  const header = readHeader(await reader.line());
  refuseUnknownSchema(header, files);
  await lockMigrations(session);
  await fixTextForms(session);
  await refuseFilled(session);
  await migrateTo(session, header, files);
  const trailer = await fillTables(session, header, reader);
  await refuseDifferent(session, trailer);
  await session.query('update instance set epoch = epoch + 1');
  for (const file of files.slice(header.migrations.length)) await applyMigration(session, file);
  return summaryOf(header, Object.values(trailer.tables), trailer.contentHash);
}

function refuseUnknownSchema({ migrations, productVersion }: Header, files: readonly MigrationFile[]): void {
  const isKnown = migrations.every(({ checksum }, index) => files[index]?.checksum === checksum);
  if (isKnown) return;
  throw new BackupError(
    'made-by-newer',
    `The backup was made by Slipway ${productVersion}, whose schema this version does not know. Restore it with that version or a newer one.`,
  );
}

async function refuseFilled(session: Client): Promise<void> {
  for (const { name } of (await readTables(session)).filter(isExported)) {
    const { rowCount } = await session.query(`select from ${quoted(name)} limit 1`);
    if (!rowCount) continue;
    throw new BackupError(
      'not-empty',
      `The database already holds ${name}. Nothing was touched; restore into a new data folder or a new, empty database.`,
    );
  }
}

async function migrateTo(session: Client, header: Header, files: readonly MigrationFile[]): Promise<void> {
  const target = header.migrations.length;
  const pending = await pendingMigrations(session, files);
  if (files.length - pending.length > target) {
    throw new BackupError(
      'not-empty',
      `The database is already at a newer schema than the backup (${target}). Restore into a new data folder or a new, empty database.`,
    );
  }
  for (const file of pending.filter(({ number }) => number <= target)) await applyMigration(session, file);
}

async function fillTables(session: Client, header: Header, reader: BackupReader): Promise<Trailer> {
  const found = new Map<string, TableDigest>();
  let trailer: Trailer | undefined;
  await whileLoosened(session, async () => {
    for (const table of header.tables) found.set(table.name, await copyIn(session, table, reader));
    trailer = readTrailer(await reader.line());
    await reader.end();
    refuseMismatch(found, trailer);
    for (const [name, last] of Object.entries(trailer.sequences)) {
      await session.query('select setval($1::regclass, $2)', [quoted(name), last]);
    }
  });
  if (!trailer) throw damaged('it has no end');
  return trailer;
}

async function copyIn(
  session: Client,
  table: Header['tables'][number],
  reader: BackupReader,
): Promise<TableDigest> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const rows of reader.rows()) {
      hash.update(rows);
      yield rows;
    }
  }
  const columns = table.columns.map(quoted).join(', ');
  const target = session.query(from(`copy ${quoted(table.name)} (${columns}) from stdin`));
  try {
    await pipeline(Readable.from(hashed(), { objectMode: false }), target);
  } catch (cause) {
    throw cause instanceof BackupError ? cause : damaged(`the rows of ${table.name} cannot be read`, cause);
  }
  return { rows: target.rowCount, sha256: hash.digest('hex') };
}

function refuseMismatch(found: ReadonlyMap<string, TableDigest>, { tables }: Trailer): void {
  for (const [name, { rows, sha256 }] of found) {
    const expected = tables[name];
    if (expected?.rows !== rows || expected.sha256 !== sha256)
      throw damaged(`the rows of ${name} were altered`);
  }
}

/** The last proof: what the database now holds is what was exported. */
async function refuseDifferent(session: Client, { contentHash }: Trailer): Promise<void> {
  const found = await hashContent(session, await readTables(session));
  if (found !== contentHash) throw damaged(`its content is ${found} and should be ${contentHash}`);
}
