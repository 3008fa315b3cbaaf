export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  POSTGRES_MAJOR,
  SERVER_ACCOUNT,
  startEmbeddedPostgres,
} from './embedded.ts';
export { type EmbeddedPostgresCode, EmbeddedPostgresError } from './errors.ts';
export { type FolderLock, type Holder, lockFolder } from './folder-lock.ts';
export { findRunningPostgres } from './running.ts';
export type { Urls } from './urls.ts';
