import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { type Database, openDatabase, transaction } from '../database.ts';
import { migrate } from '../migrations.ts';
import { seedDefault } from '../seed.ts';

/** What a test that needs PostgreSQL is skipped for; `false` when it can run. */
export const withoutDatabase: string | false = process.env.DATABASE_URL
  ? false
  : 'DATABASE_URL is not set: give a PostgreSQL whose user may create databases';

export interface TestDatabase {
  database: Database;
  drop(): Promise<void>;
}

/** A new, migrated and seeded database beside the given one. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = process.env.DATABASE_URL ?? '';
  const name = `academy_test_${randomBytes(6).toString('hex')}`;
  await runOn(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = openDatabase(own.href);
  await migrate(database);
  await transaction(database, seedDefault);
  return {
    database,
    async drop() {
      await database.end();
      await runOn(url, `drop database ${name}`);
    },
  };
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
