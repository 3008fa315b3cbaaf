import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrationError } from './migration-error.ts';

export interface MigrationFile {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Hex SHA-256 of the text with Unix line ends. */
  readonly checksum: string;
}

/** `packages/server/migrations`: the same way up from `src` and from `dist`. */
export const MIGRATIONS_FOLDER: string = fileURLToPath(new URL('../../../migrations/', import.meta.url));

/** All of the folder, in order. Numbers run from 1 without a gap. */
export async function readMigrations(folder: string = MIGRATIONS_FOLDER): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const files = await Promise.all(names.map((name) => readMigration(folder, name)));
  files.forEach((file, index) => {
    if (file.number === index + 1) return;
    throw new MigrationError(
      'bad-files',
      `${folder}: number ${index + 1} is missing or used twice, before ${file.name}.`,
    );
  });
  return files;
}

async function readMigration(folder: string, fileName: string): Promise<MigrationFile> {
  const parts = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(fileName);
  if (!parts) throw new MigrationError('bad-files', `${join(folder, fileName)} is not named NNNN-name.sql.`);
  const sql = (await readFile(join(folder, fileName), 'utf8')).replaceAll('\r\n', '\n');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { number: Number(parts[1]), name: parts[2] ?? '', sql, checksum };
}
