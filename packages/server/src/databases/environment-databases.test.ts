import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { query } from '../../../../test/support/embedded.ts';
import {
  type DatabasesServer,
  databasesOn,
  fillGolden,
  golden,
  startDatabasesServer,
} from '../../../../test/support/environment-databases.ts';
import { withSession } from '../platform/db/index.ts';
import { type HostedId, hostedId } from '../runtimes/index.ts';
import type { EnvironmentDatabases } from './index.ts';

let server: DatabasesServer;
let last = 0;

beforeAll(async () => {
  server = await startDatabasesServer();
});
afterAll(() => server.stop());

const superuser = () => server.adminUrl;

async function plainRole(rights = 'createdb createrole'): Promise<string> {
  const name = `host_${randomBytes(4).toString('hex')}`;
  await query(server.adminUrl, `create role ${name} login password 'host' ${rights}`);
  await query(server.adminUrl, `grant connect on database postgres to ${name}`);
  return Object.assign(new URL(server.adminUrl), { username: name, password: 'host' }).href;
}

const titles = (url: string) => query(url, 'select title from course order by id');
const seeded = [{ title: 'Sailing' }, { title: 'Rowing' }];

describe.each([
  { as: 'a superuser of a server of ours', adminUrl: superuser, installation: 'a1b2c3d4', isOurs: true },
  {
    as: 'a plain role of somebody’s server',
    adminUrl: plainRole,
    installation: 'b1b2c3d4',
    isOurs: false,
  },
])('as $as', ({ adminUrl, installation, isOurs }) => {
  let databases: EnvironmentDatabases;
  let id: HostedId;
  let other: HostedId;

  beforeAll(async () => {
    databases = databasesOn(await adminUrl(), { installation, isOurs });
    await databases.ensureTemplate(golden, fillGolden);
  });
  afterAll(() => databases.leave());
  beforeEach(() => {
    last += 2;
    id = hostedId(last);
    other = hostedId(last + 1);
  });

  test('an environment gets a copy that it may change in every way', async () => {
    const url = await databases.create(id, golden);

    expect(await titles(url)).toEqual(seeded);
    await withSession(url, async (session) => {
      await session.query('alter table course add column teacher text');
      await session.query("alter type mood add value 'fair'");
      await session.query(`
        create or replace function shout(t text) returns text language sql as 'select lower(t)';
        drop view extra.titles; drop schema extra; drop domain grade;
        alter sequence course_id_seq restart with 90;
        create table lesson (id serial, course integer references course);
        insert into course (title) values ('Diving');
        select lo_unlink(4711);
        comment on database ${new URL(url).pathname.slice(1)} is 'mine';
      `);
      await session.query('truncate course cascade; drop table lesson, course; create extension pgcrypto');
    });
    const owned = 'select rolname from pg_roles join pg_database on datdba = pg_roles.oid';
    expect(await query(url, `${owned} where datname = current_database()`)).toEqual([
      { rolname: new URL(url).username },
    ]);
  });

  test('asked again, it keeps what is there and the URL stays', async () => {
    const url = await databases.create(id, golden);
    await query(url, 'delete from course');

    expect(await databases.create(id, golden)).toBe(url);

    expect(await databases.url(id)).toBe(url);
    expect(await titles(url)).toEqual([]);
    expect(await databases.sizeBytes(id)).toBeGreaterThan(1_000_000);
  });

  test('an environment that changed its own password gets the derived one back', async () => {
    const url = await databases.create(id, null);
    await query(url, `alter role current_user password 'mine' connection limit -1`).catch(() =>
      query(url, `alter role current_user password 'mine'`),
    );

    await databases.create(id, null);

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('an empty one has no table; a missing template is named', async () => {
    const url = await databases.create(id, null);

    expect(await query(url, "select from pg_tables where schemaname = 'public'")).toEqual([]);
    await expect(databases.create(other, { name: 'b3-demo', digest: 'two' })).rejects.toMatchObject({
      code: 'template-not-found',
      message: expect.stringContaining('b3-demo'),
    });
    expect(await databases.list()).not.toContain(other);
  });

  test('reset brings the seeds back although the application is connected', async () => {
    const url = await databases.create(id, golden);
    await query(url, 'drop table course cascade');

    await withSession(url, async () => {
      await databases.reset(id, golden);
    });

    expect(await titles(url)).toEqual(seeded);
  });

  test('a snapshot of a used database comes back as it was, again and again', async () => {
    const url = await databases.create(id, golden);
    await withSession(url, () => databases.snapshot(id, "Before the 'demo' \\ 1"));
    await expect(databases.snapshot(id, "Before the 'demo' \\ 1")).rejects.toMatchObject({
      code: 'snapshot-taken',
    });

    for (const _round of [1, 2]) {
      await query(url, "update course set title = 'Spoilt'");
      await databases.restore(id, "Before the 'demo' \\ 1");
      expect(await titles(url)).toEqual(seeded);
    }

    await query(url, 'alter table course add column teacher text');
    expect(await databases.snapshots(id)).toEqual([
      { name: "Before the 'demo' \\ 1", createdAt: expect.any(Date), sizeBytes: expect.any(Number) },
    ]);
    await expect(databases.restore(id, 'never')).rejects.toMatchObject({ code: 'snapshot-not-found' });
  });

  test('a clone has the other’s data under an owner of its own, and both go their ways', async () => {
    const from = await databases.create(id, golden);
    await query(from, "insert into course (title) values ('Diving')");

    const to = await databases.clone(id, other);

    expect(await titles(to)).toEqual([...seeded, { title: 'Diving' }]);
    await query(to, 'alter table course add column teacher text; delete from course');
    await query(from, 'alter table course add column pupil text');
    expect(await titles(from)).toHaveLength(3);
    await expect(databases.clone(hostedId(9_999_999), other)).rejects.toMatchObject({
      code: 'database-not-found',
    });
  });

  test('destroyed means gone: database, snapshots and role, also when asked twice', async () => {
    const url = await databases.create(id, golden);
    await databases.snapshot(id, 'one');
    await databases.clone(id, other);
    const { pathname, username } = new URL(url);
    await query(url, `alter database ${pathname.slice(1)} is_template true`);

    await databases.destroy(id);
    await databases.destroy(id);

    expect(await databases.url(id)).toBeNull();
    expect(await databases.sizeBytes(id)).toBeNull();
    expect(await databases.list()).not.toContain(id);
    expect(await databases.list()).toContain(other);
    const named = `datname ~ '${username}' or datname ~ '${username.replace('env', 'snap')}'`;
    expect(await query(server.adminUrl, `select datname from pg_database where ${named}`)).toEqual([]);
    expect(await query(server.adminUrl, `select from pg_roles where rolname = '${username}'`)).toEqual([]);
  });

  test('a neighbour that grants it something cannot keep it from going', async () => {
    const url = await databases.create(id, golden);
    const neighbour = await databases.create(other, golden);
    const role = new URL(url).username;
    await query(neighbour, `grant all on course to ${role}; grant all on schema public to ${role}`);
    await query(neighbour, `grant connect on database ${new URL(neighbour).username} to ${role}`);

    await databases.destroy(id);

    expect(await databases.list()).not.toContain(id);
    expect(await titles(neighbour)).toEqual(seeded);
  });
});

test.each([
  { lacks: 'CREATEDB', rights: 'createrole' },
  { lacks: 'CREATEROLE', rights: 'createdb' },
  { lacks: 'CREATEDB and CREATEROLE', rights: '' },
])('a role without $lacks is told what to ask for', async ({ lacks, rights }) => {
  const databases = databasesOn(await plainRole(rights), { isOurs: false });

  await expect(databases.create(hostedId(1), null)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(`lacks ${lacks}. Let an administrator`),
  });
});

test('a server that is not there is unavailable, and no password is told', async () => {
  const databases = databasesOn('postgresql://somebody:sesame@127.0.0.1:1/postgres');

  const failure = databases.create(hostedId(1), null);

  await expect(failure).rejects.toMatchObject({ code: 'unavailable' });
  await expect(failure).rejects.not.toThrow(/sesame/);
});

describe('templates', () => {
  const databases = () => databasesOn(server.adminUrl, { installation: 'c1c2c3c4' });

  test('many at once, from two processes’ worth, make it once', async () => {
    const [one, two] = [databases(), databases()];
    let fills = 0;
    const fill = async (url: string) => {
      fills += 1;
      await fillGolden(url);
    };

    await Promise.all([one, two, one, two].map((each) => each.ensureTemplate(golden, fill)));

    expect(fills).toBe(1);
    expect(await one.hasTemplate(golden)).toBe(true);
    await Promise.all([one.leave(), two.leave()]);
  });

  test('one that fails leaves nothing, and the next may succeed', async () => {
    const one = databases();
    const broken = { name: 'b4-default', digest: 'x' };

    const failure = one.ensureTemplate(broken, async (url) => {
      await fillGolden(url);
      throw new Error('seed failed');
    });

    await expect(failure).rejects.toThrow('seed failed');
    expect(await one.hasTemplate(broken)).toBe(false);
    expect(await leftOf('b4default')).toEqual([]);
    await one.ensureTemplate(broken, fillGolden);
    expect(await one.hasTemplate(broken)).toBe(true);
    await one.leave();
  });

  test('a new digest is made beside the old, which then goes with its role', async () => {
    const one = databases();
    const [old, next] = [
      { name: 'b5-default', digest: 'one' },
      { name: 'b5-default', digest: 'two' },
    ];
    await one.ensureTemplate(old, fillGolden);

    await one.ensureTemplate(next, async () => {
      expect(await one.hasTemplate(old)).toBe(true);
    });

    expect(await one.hasTemplate(old)).toBe(false);
    expect(await one.hasTemplate(next)).toBe(true);
    expect(await leftOf('b5default')).toHaveLength(2);
    await one.leave();
  });

  test('a replaced one stays for a while for those who are about to copy it', async () => {
    const one = databasesOn(server.adminUrl, { installation: 'c1c2c3c4', keepTemplatesMs: 60_000 });
    const old = { name: 'b6-default', digest: 'one' };
    await one.ensureTemplate(old, fillGolden);

    await one.ensureTemplate({ ...old, digest: 'two' }, fillGolden);

    expect(await titles(await one.create(hostedId(600), old))).toEqual(seeded);
    await one.leave();
  });

  /** Databases and roles. */
  function leftOf(name: string) {
    return query(
      server.adminUrl,
      `select datname from pg_database where datname ~ '${name}' union all select rolname from pg_roles where rolname ~ '${name}'`,
    );
  }
});
