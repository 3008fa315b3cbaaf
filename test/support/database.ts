import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { withSession } from '../../packages/server/src/platform/db/index.ts';

export interface TestDatabase {
  /** As Slipway's own role, who owns the database and is no superuser. */
  readonly url: string;
  readonly adminUrl: string;
  /** Also with connections still open. */
  drop(): Promise<void>;
}

/** A fresh, migrated database of one's own. `empty`: without any table. */
export async function testDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const { adminUrl, templateUrl } = inject('databaseServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = empty ? 'template1' : new URL(templateUrl).pathname.slice(1);
  await asAdmin(adminUrl, `create database ${name} template ${template} owner slipway`);
  return {
    url: withDatabase(templateUrl, name),
    adminUrl: withDatabase(adminUrl, name),
    drop: () => asAdmin(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  await withSession(url, (session) => session.query(sql));
}

function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
