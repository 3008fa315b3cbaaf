import { resolve } from 'node:path';
import { backupToFile, restoreFromFile, type Summary } from './platform/backup/index.ts';
import type { Config } from './platform/config/index.ts';
import { createLog } from './platform/log/index.ts';
import { joinStorage, openStorage } from './storage.ts';
import { readVersion } from './version.ts';

type Place = Pick<Config, 'data' | 'databaseUrl' | 'logLevel'>;

/** Writes the database as of now into a file, also while Slipway runs on it. */
export async function backup(config: Place, file: string): Promise<Summary> {
  const storage = await joinStorage(config, createLog(config.logLevel));
  try {
    return await backupToFile(storage.url, resolve(file), { productVersion: readVersion(), now: new Date() });
  } finally {
    await storage.stop();
  }
}

/** Fills an empty database from a backup, all or nothing. The data folder must not be in use. */
export async function restore(config: Place, file: string): Promise<Summary> {
  const storage = await openStorage(config, createLog(config.logLevel));
  try {
    return await restoreFromFile(storage.url, resolve(file));
  } finally {
    await storage.stop();
  }
}
