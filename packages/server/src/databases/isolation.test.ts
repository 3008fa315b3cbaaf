import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '../../../../test/support/embedded.ts';
import {
  type DatabasesServer,
  databasesOn,
  fillGolden,
  golden,
  startDatabasesServer,
} from '../../../../test/support/environment-databases.ts';
import { withSession } from '../platform/db/index.ts';
import { hostedId } from '../runtimes/index.ts';
import type { EnvironmentDatabases } from './index.ts';

let server: DatabasesServer;
let databases: EnvironmentDatabases;
let own: string;
let neighbour: string;

beforeAll(async () => {
  server = await startDatabasesServer();
  databases = databasesOn(server.adminUrl);
  await databases.ensureTemplate(golden, fillGolden);
  own = await databases.create(hostedId(1), golden);
  neighbour = await databases.create(hostedId(2), golden);
  await databases.snapshot(hostedId(2), 'kept');
});
afterAll(async () => {
  await databases.leave();
  await server.stop();
});

const into = (database: string) => Object.assign(new URL(own), { pathname: `/${database}` }).href;

test('the role may log in and nothing else', async () => {
  const role = new URL(own).username;

  const [found] = await query(own, `select * from pg_roles where rolname = '${role}'`);

  expect(found).toMatchObject({
    rolsuper: false,
    rolcreatedb: false,
    rolcreaterole: false,
    rolreplication: false,
    rolbypassrls: false,
    rolconnlimit: 30,
  });
  expect(await query(own, 'show statement_timeout')).toEqual([{ statement_timeout: '15min' }]);
});

test('no other database of the server lets it in: neighbours’, snapshots, templates, the server’s own', async () => {
  const all = await query(server.adminUrl, 'select datname as name from pg_database');
  const others = all.map(({ name }) => String(name)).filter((name) => name !== new URL(own).username);
  expect(others.length).toBeGreaterThanOrEqual(7);

  for (const name of others) {
    await expect(query(into(name), 'select 1'), name).rejects.toThrow(
      /permission denied|not currently accepting/,
    );
  }
});

test('a neighbour’s derived password is another', () => {
  expect(new URL(own).password).not.toBe(new URL(neighbour).password);
  expect(new URL(own).password.length).toBeGreaterThanOrEqual(43);
});

test.each([
  { what: 'read a file', sql: "select pg_read_file('PG_VERSION')" },
  { what: 'list a folder', sql: "select pg_ls_dir('.')" },
  { what: 'load a file as a large object', sql: "select lo_import('/etc/passwd')" },
  { what: 'copy from a file', sql: "create temporary table t (a text); copy t from '/etc/passwd'" },
  { what: 'run a program', sql: "create temporary table t (a text); copy t from program 'id'" },
  { what: 'write a file', sql: "copy (select 1) to '/tmp/slipway-probe'" },
  { what: 'reach out by dblink', sql: 'create extension dblink' },
  { what: 'reach out by postgres_fdw', sql: 'create extension postgres_fdw' },
  { what: 'write C', sql: "create function f() returns int language c as '/lib/x.so', 'f'" },
  { what: 'make a database', sql: 'create database mine' },
  { what: 'make a role', sql: 'create role mine' },
  { what: 'become the superuser', sql: 'set role postgres' },
  { what: 'read passwords', sql: 'select rolpassword from pg_authid' },
  { what: 'lift the limit for temporary files', sql: "set temp_file_limit = '-1'" },
  { what: 'change the server', sql: "alter system set max_connections = '9'" },
  { what: 'lift its limit of connections', sql: 'alter role current_user connection limit -1' },
])('it cannot $what', async ({ sql }) => {
  await expect(query(own, sql)).rejects.toThrow(
    /permission denied|must be superuser|not available|could not open extension/i,
  );
});

test('it cannot take a neighbour’s role, rename it or end its sessions', async () => {
  const role = new URL(neighbour).username;

  await expect(query(own, `set role ${role}`)).rejects.toThrow('permission denied');
  await expect(query(own, `alter role ${role} password 'x'`)).rejects.toThrow('permission denied');
  await expect(query(own, `alter database ${role} rename to mine`)).rejects.toThrow('must be owner');
  await expect(query(own, `drop database ${role}`)).rejects.toThrow('must be owner');
  await withSession(neighbour, async (session) => {
    const [backend] = (await session.query<{ pid: number }>('select pg_backend_pid() as pid')).rows;
    await expect(query(own, `select pg_terminate_backend(${backend?.pid})`)).rejects.toThrow(
      'permission denied',
    );
  });
});

test('it does not see what a neighbour asks', async () => {
  await withSession(neighbour, async (session) => {
    await session.query("select 'sesame'");

    const seen = await query(own, 'select query from pg_stat_activity');

    expect(JSON.stringify(seen)).not.toContain('sesame');
  });
});

test('its connections end at the limit, and the neighbour’s do not', async () => {
  const held: (() => void)[] = [];
  const free = new Promise<void>((resolve) => held.push(resolve));
  const sessions = Array.from({ length: 30 }, () => withSession(own, () => free));
  const isFull = async () => (await query(neighbour, countOf(own)))[0]?.count;
  await expect.poll(isFull, { timeout: 10_000 }).toBe(30);

  await expect(query(own, 'select 1')).rejects.toThrow('too many connections for role');

  expect(await query(neighbour, 'select 1 as one')).toEqual([{ one: 1 }]);
  for (const end of held) end();
  await Promise.all(sessions);
});

function countOf(url: string): string {
  return `select count(*)::int from pg_stat_activity where usename = '${new URL(url).username}'`;
}
