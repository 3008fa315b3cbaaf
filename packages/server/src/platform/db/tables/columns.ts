import type { ColumnType, Generated } from 'kysely';

/** Read as `T`, written as JSON text. */
export type Json<T> = ColumnType<T, string, string>;
export type Defaulted<T> = Generated<T>;
export type Id = ColumnType<number, never, never>;
