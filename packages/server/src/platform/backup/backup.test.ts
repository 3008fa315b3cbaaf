import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../../test/support/database.ts';
import { startTestServer } from '../../../../../test/support/test-server.ts';
import { MIGRATIONS_FOLDER, migrate, withSession } from '../db/index.ts';
import {
  BackupError,
  contentHash,
  exportDatabase,
  importDatabase,
  readBackupFile,
  writeBackupFile,
} from './index.ts';
import { BackupReader } from './reader.ts';

const log = pino({ level: 'silent' });
const options = { productVersion: '0.1.0', now: new Date('2026-11-23T12:00:00Z') };
let source: TestDatabase;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-backup-'));
  source = await testDatabase();
  await withSession(source.url, (session) => session.query(content));
});

afterAll(async () => {
  await source.drop();
  await rm(folder, { recursive: true, force: true });
});

const content = String.raw`
  insert into instance (key, epoch, system_identifier, timeline) values ('\xdeadbeef00', 3, '76', 1);
  insert into projects (key, name) values ('a', 'Zürich 東京'), ('B', E'back\\slash\ttab\nline\n\\.\nafter'), ('é', '');
  insert into environments (project_id, key, name, kind, base_id, depth, changed_at)
    values (1, 'staging', 's', 'shared', null, 1, '2026-03-29 02:30:00.123456+02');
  insert into environments (project_id, key, name, kind) values (1, 'production', 'p', 'permanent');
  -- A row that refers to a later one.
  update environments set base_id = 2 where id = 1;
  insert into flags (project_id, key, type, name, kind, tags, variants, default_config)
    values (1, 'f', 'number', 'f', 'release', '{x,"y z",NULL}', '{"on": 1.10, "off": 1e-7}', '{"a": ["\u0001", null]}');
  insert into observed_latencies values (1, 'f', '2026-01-01', 'on', 0.1, 9007199254740993);
  insert into changes (project_id, sequence, at, action, subject, key, effects, content_digest, digest)
    select 1, n, now(), 'x', 'flag', 'f', '[]', '\x00', '\x01' from generate_series(1, 3000) n;
`;

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await testDatabase({ empty: true });
  onTestFinished(() => database.drop());
  return database;
}

async function backupOf(url: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const target = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await exportDatabase(url, target, options);
  return Buffer.concat(chunks);
}

async function tablesOf(url: string): Promise<number> {
  const { rowCount } = await withSession(url, (session) =>
    session.query("select from pg_tables where schemaname = 'public'"),
  );
  return rowCount ?? 0;
}

async function valueIn(url: string, sql: string): Promise<unknown> {
  const { rows } = await withSession(url, (session) => session.query({ text: sql, rowMode: 'array' }));
  return rows[0]?.[0];
}

describe('a round trip', () => {
  test('from the embedded server to one with other settings and back keeps the content hash', async () => {
    const { server, stop } = await startTestServer();
    onTestFinished(stop);
    await withSession(server.adminUrl, async (admin) => {
      await admin.query(
        "create database elsewhere owner slipway template template0 locale_provider icu icu_locale 'de-u-kn-true' locale 'C.UTF-8'",
      );
      await admin.query(`alter database elsewhere set timezone = 'America/New_York'`);
      await admin.query(`alter database elsewhere set datestyle = 'German'`);
      await admin.query(`alter database elsewhere set bytea_output = 'escape'`);
      await admin.query(`alter database elsewhere set extra_float_digits = -10`);
    });
    const elsewhere = server.url.replace(/slipway$/, 'elsewhere');
    const back = await emptyDatabase();
    const before = await contentHash(source.url);

    const there = await importDatabase(elsewhere, Readable.from([await backupOf(source.url)]));
    const again = await importDatabase(back.url, Readable.from([await backupOf(elsewhere)]));

    expect(await contentHash(elsewhere)).toBe(before);
    expect(await contentHash(back.url)).toBe(before);
    expect(there).toEqual({ ...again, contentHash: before, rows: 3008 });
  });

  test('raises the epoch each time and restores keys, sequences and constraints', async () => {
    const target = await emptyDatabase();

    await importDatabase(target.url, Readable.from([await backupOf(source.url)]));

    expect(await valueIn(target.url, 'select epoch from instance')).toBe(4);
    expect(await valueIn(target.url, "select encode(key, 'hex') from instance")).toBe('deadbeef00');
    expect(
      await valueIn(target.url, "insert into projects (key, name) values ('next', '') returning id"),
    ).toBe('4');
    await expect(valueIn(target.url, 'delete from changes')).rejects.toThrow('cannot be altered');
    await expect(
      valueIn(
        target.url,
        "insert into environments (project_id, key, name, kind) values (99, '', '', 'demo')",
      ),
    ).rejects.toThrow('foreign key');
    expect(
      await valueIn(target.url, "select count(*) from pg_constraint where contype = 'f' and condeferrable"),
    ).toBe('0');
  });

  test('goes through a file that only its owner can read', async () => {
    const path = join(folder, 'slipway.backup');
    const target = await emptyDatabase();

    const made = await writeBackupFile(path, (target) => exportDatabase(source.url, target, options));
    const restored = await readBackupFile(path, (file) => importDatabase(target.url, file));

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(restored).toEqual(made);
  });

  test('is taken at one instant while others write', async () => {
    const target = await emptyDatabase();
    let wrote = false;
    const chunks: Buffer[] = [];
    const slow = new Writable({
      write: (chunk: Buffer, _, done) => {
        chunks.push(chunk);
        if (wrote) return done();
        wrote = true;
        const sql = "insert into projects (key, name) values ('late', '')";
        withSession(source.url, (session) => session.query(sql)).then(() => done(), done);
      },
    });
    const before = await contentHash(source.url);

    await exportDatabase(source.url, slow, options);
    await importDatabase(target.url, Readable.from(chunks));

    expect(await contentHash(target.url)).toBe(before);
    expect(await contentHash(source.url)).not.toBe(before);
    await withSession(source.url, (session) => session.query("delete from projects where key = 'late'"));
  });

  test('ends at the newest schema when the backup is of an older one', async () => {
    const target = await emptyDatabase();
    const backup = await backupOf(source.url);
    const { folder: own, number } = await migrationsWith(
      'colour',
      "alter table projects add colour text not null default 'blue'",
    );

    await importDatabase(target.url, Readable.from([backup]), { migrations: own });

    expect(await valueIn(target.url, 'select colour from projects where id = 1')).toBe('blue');
    expect(await valueIn(target.url, 'select max(number) from migrations')).toBe(number);
    expect((await migrate(target.url, { log, folder: own })).applied).toEqual([]);
  });
});

/** Slipway's own and one more. */
async function migrationsWith(name: string, sql: string): Promise<{ folder: string; number: number }> {
  const own = await mkdtemp(join(folder, 'migrations-'));
  await cp(MIGRATIONS_FOLDER, own, { recursive: true });
  const number = (await readdir(own)).length + 1;
  await writeFile(join(own, `${String(number).padStart(4, '0')}-${name}.sql`), sql);
  return { folder: own, number };
}

describe('nothing is restored', () => {
  const refusal = async (backup: Buffer) => {
    const target = await emptyDatabase();
    const error = await importDatabase(target.url, Readable.from([backup])).catch(
      (thrown: unknown) => thrown,
    );
    expect(await tablesOf(target.url)).toBe(0);
    return error;
  };
  const edited = (edit: (text: string) => string) => (backup: Buffer) =>
    gzipSync(Buffer.from(edit(gunzipSync(backup).toString('latin1')), 'latin1'));

  test.each([
    { given: 'a cut in the middle', damage: (b: Buffer) => b.subarray(0, b.length / 2), code: 'damaged' },
    { given: 'the last byte missing', damage: (b: Buffer) => b.subarray(0, -1), code: 'damaged' },
    { given: 'an empty file', damage: () => Buffer.alloc(0), code: 'not-a-backup' },
    {
      given: 'a file of something else',
      damage: () => Buffer.from('PK something else'),
      code: 'not-a-backup',
    },
    { given: 'gzip of something else', damage: () => gzipSync('{"hello":1}\n'), code: 'not-a-backup' },
    { given: 'a flipped byte', damage: flip, code: 'damaged' },
    {
      given: 'a changed row',
      damage: edited((t) => t.replace('\tp\tpermanent', '\tq\tpermanent')),
      code: 'damaged',
    },
    {
      given: 'a removed row',
      damage: edited((t) => t.replace(/^1\tstaging.*\n/m, '').replace(/^3000\t.*\n/m, '')),
      code: 'damaged',
    },
    { given: 'no trailer', damage: edited((t) => t.replace(/^\{"tables".*\n/m, '')), code: 'damaged' },
    { given: 'text after the trailer', damage: edited((t) => `${t}more`), code: 'damaged' },
    {
      given: 'a later format',
      damage: edited((t) => t.replace('{"slipwayBackup":1', '{"slipwayBackup":2')),
      code: 'made-by-newer',
    },
    {
      given: 'an unknown schema',
      damage: edited((t) => t.replace(/"checksum":"../, '"checksum":"zz')),
      code: 'made-by-newer',
    },
  ])('from $given: $code', async ({ damage, code }) => {
    const backup = damage(await backupOf(source.url));

    const error = await refusal(backup);
    expect(error).toBeInstanceOf(BackupError);
    expect(error).toMatchObject({ code });
  });

  test('into a database that holds something', async () => {
    const target = await testDatabase();
    onTestFinished(target.drop);
    await withSession(target.url, (session) =>
      session.query("insert into projects (key, name) values ('mine', '')"),
    );
    const before = await contentHash(target.url);

    const restoring = importDatabase(target.url, Readable.from([await backupOf(source.url)]));

    await expect(restoring).rejects.toMatchObject({ code: 'not-empty' });
    expect(await contentHash(target.url)).toBe(before);
  });

  function flip(backup: Buffer): Buffer {
    const copy = Buffer.from(backup);
    const middle = copy.length >> 1;
    copy.writeUInt8(copy.readUInt8(middle) ^ 0x10, middle);
    return copy;
  }
});

test('a backup whose target fails ends with that error', async () => {
  const failing = new Writable({ write: (_chunk, _, done) => done(new Error('disk full')) });

  await expect(exportDatabase(source.url, failing, options)).rejects.toThrow('disk full');
});

test('rows come whole and unchanged however the file arrives in pieces', async () => {
  const piece = fc.integer({ min: 1, max: 7 });
  const row = fc.stringMatching(/^[a.\\]{0,5}$/).filter((text) => text !== '\\.');

  await fc.assert(
    fc.asyncProperty(fc.array(row), fc.array(row), piece, async (first, second, size) => {
      const text = (rows: string[]) => rows.map((line) => `${line}\n`).join('');
      const zipped = gzipSync(`head\n${text(first)}\\.\n${text(second)}\\.\nend\n`);
      const pieces = Array.from({ length: Math.ceil(zipped.length / size) }, (_, i) =>
        zipped.subarray(i * size, i * size + size),
      );
      const reader = new BackupReader(Readable.from(pieces));

      expect(await reader.line()).toBe('head\n');
      for (const rows of [first, second]) expect(await textOf(reader.rows())).toBe(text(rows));
      expect(await reader.line()).toBe('end\n');
      await reader.end();
    }),
  );
});

async function textOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}

test.each([
  { given: 'at once', sends: 0 },
  { given: 'in the middle', sends: 100 },
])('a backup whose source fails $given ends with that error and restores nothing', async ({ sends }) => {
  const target = await emptyDatabase();
  const backup = await backupOf(source.url);
  async function* failing(): AsyncGenerator<Buffer> {
    if (sends > 0) yield backup.subarray(0, sends);
    throw new Error('the disk is gone');
  }

  const restoring = importDatabase(target.url, Readable.from(failing()));

  await expect(restoring).rejects.toThrow('the disk is gone');
  expect(await tablesOf(target.url)).toBe(0);
});

test('random bytes are never taken for a backup', async () => {
  const target = await emptyDatabase();

  await expect(importDatabase(target.url, Readable.from([randomBytes(5_000)]))).rejects.toMatchObject({
    code: 'not-a-backup',
  });
});
