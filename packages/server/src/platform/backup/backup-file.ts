import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ExportOptions, exportDatabase, type Summary } from './export-database.ts';
import { type ImportOptions, importDatabase } from './import-database.ts';

/** The file appears, readable by its owner only, when it is complete and on disk; an existing one is replaced then. */
export async function backupToFile(url: string, path: string, options: ExportOptions): Promise<Summary> {
  const partial = `${path}.partial`;
  try {
    const summary = await exportDatabase(
      url,
      createWriteStream(partial, { mode: 0o600, flush: true }),
      options,
    );
    await rename(partial, path);
    await syncFolder(dirname(path));
    return summary;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

export async function restoreFromFile(
  url: string,
  path: string,
  options: ImportOptions = {},
): Promise<Summary> {
  return importDatabase(url, createReadStream(path), options);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
