export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded.ts';
export { EmbeddedPostgresError } from './errors.ts';
export { findRunningPostgres, holdsServer } from './running.ts';
