import { resolve } from 'node:path';
import {
  BackupError,
  exportDatabase,
  importDatabase,
  readBackupFile,
  type Summary,
  writeBackupFile,
} from './platform/backup/index.ts';
import type { Config } from './platform/config/index.ts';
import { createLog } from './platform/log/index.ts';
import { hasStorage, joinStorage, openStorage, type Storage } from './storage.ts';
import { readVersion } from './version.ts';

type Place = Pick<Config, 'data' | 'databaseUrl' | 'logLevel'>;

/** Writes the database as of now into a file, also while Slipway runs on it. */
export async function backup(config: Place, file: string): Promise<Summary> {
  return writeBackupFile(resolve(file), async (target) => {
    if (!(await hasStorage(config))) throw nothingIn(config.data);
    return using(joinStorage(config, createLog(config.logLevel)), ({ url }) =>
      exportDatabase(url, target, { productVersion: readVersion(), now: new Date() }),
    );
  });
}

/** Fills an empty database from a backup, all or nothing. The data folder must not be in use. */
export async function restore(config: Place, file: string): Promise<Summary> {
  return readBackupFile(resolve(file), (source) =>
    using(openStorage(config, createLog(config.logLevel)), ({ url }) => importDatabase(url, source)),
  );
}

function nothingIn(data: string): BackupError {
  return new BackupError('no-slipway', `There is no Slipway database in ${data}. Name another with --data.`);
}

async function using<T>(opening: Promise<Storage>, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await opening;
  try {
    return await work(storage);
  } finally {
    await storage.stop();
  }
}
