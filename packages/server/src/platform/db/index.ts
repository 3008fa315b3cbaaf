export { type Database, type DatabaseOptions, openDatabase, type Queries } from './database.ts';
export { type Listener, type ListenOptions, listen } from './listen.ts';
export type { Log } from './log.ts';
export {
  applyMigration,
  inTransaction,
  lockMigrations,
  type Migrated,
  type MigrateOptions,
  migrate,
  pendingMigrations,
} from './migrate.ts';
export { type MigrationCode, MigrationError } from './migration-error.ts';
export { MIGRATIONS_FOLDER, type MigrationFile, readMigrations } from './migration-files.ts';
export type { Schema } from './schema.ts';
export { openSession, withSession } from './session.ts';
export { type TransactionOptions, transaction } from './transaction.ts';
export { DatabaseUnavailable, isUnavailable } from './unavailable.ts';
