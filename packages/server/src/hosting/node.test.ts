import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../../test/support/database.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';
import { type Node, openNode } from './node.ts';

const log = createLog('silent');
let own: Awaited<ReturnType<typeof testDatabase>>;
let db: Database;
let data: string;

beforeAll(async () => {
  own = await testDatabase();
  db = openDatabase(own.url, { log });
});
afterAll(async () => {
  await db.close();
  await own.drop();
});
beforeEach(async () => {
  await sql`delete from nodes`.execute(db.kysely);
  data = await mkdtemp(join(tmpdir(), 'slipway-node-'));
  return () => rm(data, { recursive: true, force: true });
});

function open(over: Partial<Parameters<typeof openNode>[0]> = {}): Promise<Node> {
  return openNode({
    db,
    log,
    data,
    addresses: () => ({ gateway: null, api: 'http://127.0.0.1:1' }),
    ...over,
  });
}

test('of two processes on one data folder, only the first acts', async () => {
  const first = await open({ holder: 'elsewhere/boot/1/1/a' });
  const second = await open({ holder: 'elsewhere/boot/2/1/b' });

  const taken = [await first.renew(), await second.renew()];

  expect(taken).toEqual([true, false]);
  expect([first.isHeld(), second.isHeld()]).toEqual([true, false]);
  expect(first.id).toBe(second.id);
});

test('a claim that was given back is taken at once', async () => {
  const first = await open({ holder: 'elsewhere/boot/1/1/a' });
  const second = await open({ holder: 'elsewhere/boot/2/1/b' });
  await first.renew();

  await first.release();

  expect(await second.renew()).toBe(true);
  expect(await first.renew()).toBe(false);
});

test('a claim that ran out is taken, and its holder stops before that', async () => {
  let clock = 0;
  const first = await open({ holder: 'elsewhere/boot/1/1/a', monotonic: () => clock, claimMs: 15_000 });
  const second = await open({ holder: 'elsewhere/boot/2/1/b' });
  await first.renew();

  clock = 12_500;
  await sql`update nodes set claimed_until = now() - interval '1 second'`.execute(db.kysely);

  expect(first.isHeld()).toBe(false);
  expect(await second.renew()).toBe(true);
});

test('the claim of a process of this machine that is gone need not be waited for', async () => {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const dead = await open({ holder: `${hostname()}/${boot}/${process.pid}/1/x` });
  await dead.renew();
  const next = await open();

  expect(await next.renew()).toBe(true);
  expect(await dead.renew()).toBe(false);
});

test('the claim of a process that lives is respected, however like ours it is', async () => {
  const mine = await open();
  const twin = await open();
  await mine.renew();

  expect(await twin.renew()).toBe(false);
  expect(mine.isHeld()).toBe(true);
});
