import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Client,
  createEnvironment,
  createFlag,
  createProject,
  getEnvironment,
  listInstallationChanges,
  setUp,
  switchFlag,
  verifyChanges,
  verifyInstallationChanges,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openSession, withSession } from '../../packages/server/src/platform/db/index.ts';
import { testDatabase } from '../support/database.ts';
import { type SpawnedSlipway, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const KILLS = Number(process.env.SLIPWAY_KILLS ?? 10);
const params = { project: 'academy' };
const inProduction = { ...params, flag: 'checkout', environment: 'production' };

let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** Writes without pause until the connection breaks: every second write changes a ruleset. */
async function write(client: Client, round: number, written: string[]): Promise<void> {
  for (let count = 0; ; count += 1) {
    const key = `r${round}-${count}`;
    try {
      await client.call(createFlag, { params, body: { key } });
      written.push(key);
      const body = { enabled: count % 2 === 0 };
      await client.call(switchFlag, { params: inProduction, body, ifMatch: '*' });
    } catch {
      return;
    }
  }
}

interface Facts {
  /** Rows without their change, and changes without their rows. */
  orphans: number;
  /** Versions that no change says it made, or that several say they made. */
  unexplained: number;
}

async function readFacts(): Promise<Facts> {
  return withSession(database.url, async (session) => {
    const { rows } = await session.query<Facts>(`
      select
        (select count(*)::int from flags f full join
          (select key from changes where subject = 'flag' and action = 'create') c using (key)
          where f.id is null or c.key is null)
        + (select count(*)::int from changes c full join change_contents t on t.change_id = c.id
          where c.id is null or t.change_id is null) as orphans,
        (select count(*)::int from (
          select e.environment, version, count(c.id) as changes
          from (select distinct 'production' as environment, version from ruleset_entries) e
          left join changes c on c.effects @> jsonb_build_array(jsonb_build_object('environment', 'production', 'version', e.version))
          group by 1, 2) v where changes <> 1) as unexplained`);
    return rows[0] ?? { orphans: -1, unexplained: -1 };
  });
}

describe('promise 22: every change has its audit row in the same transaction', () => {
  test(`under ${KILLS} × kill -9 in the midst of writes`, { timeout: 30_000 + KILLS * 15_000 }, async () => {
    let slipway: SpawnedSlipway = await spawnServer({ databaseUrl: database.url });
    onTestFinished(() => slipway.kill('SIGKILL'));
    await slipway.client.call(createProject, { body: { key: 'academy' } });
    await slipway.client.call(createEnvironment, { params, body: { key: 'production' } });
    await slipway.client.call(createFlag, { params, body: { key: 'checkout' } });

    for (let kill = 0; kill < KILLS; kill += 1) {
      const written: string[] = [];
      const writers = [
        write(slipway.client, kill * 2, written),
        write(slipway.client, kill * 2 + 1, written),
      ];
      await until('the load is on', () => written.length >= 5);
      // Somewhere in the midst of a write: another place each time.
      await sleep((kill * 37) % 100);
      await slipway.kill('SIGKILL');
      await Promise.all(writers);

      slipway = await spawnServer({ databaseUrl: database.url });
      expect(await readFacts()).toEqual({ orphans: 0, unexplained: 0 });
      const verified = await slipway.client.call(verifyChanges, { params });
      expect(verified).toMatchObject({ isIntact: true, firstBroken: null });
    }

    const { version } = await slipway.client.call(getEnvironment, {
      params: { ...params, environment: 'production' },
    });
    expect(version).toBeGreaterThan(KILLS * 5);
  });

  test('what belongs to no project chains too', async () => {
    const slipway = await spawnServer({ databaseUrl: database.url });
    onTestFinished(() => slipway.kill('SIGKILL'));
    const body = { email: 'ada@example.com', name: 'Ada', password: 'correct horse battery' };
    await slipway.client.call(setUp, { body });

    const { items } = await slipway.client.call(listInstallationChanges);

    expect(items[0]).toMatchObject({ subject: 'person', action: 'set-up', after: { isOwner: true } });
    expect(await slipway.client.call(verifyInstallationChanges)).toMatchObject({
      isIntact: true,
      checked: items.length,
    });
  });

  const statements = [
    `update changes set action = 'x'`,
    'delete from changes',
    'truncate changes cascade',
    `update change_contents set after = '{}'`,
    `update change_contents set actor_name = 'Eve'`,
    'delete from change_contents',
    'truncate change_contents',
  ];

  test.each(statements)('the database refuses: %s', async (statement) => {
    const session = await openSession(database.url);
    onTestFinished(() => session.end());

    await expect(session.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('who has the keys to the database and alters a row all the same is found', async () => {
    const slipway = await spawnServer({ databaseUrl: database.url });
    onTestFinished(() => slipway.kill('SIGKILL'));
    const { rows } = await withSession(database.url, async (session) => {
      await session.query('alter table change_contents disable trigger user');
      const altered = await session.query<{ id: string }>(
        `update change_contents set actor_name = 'Eve'
         where change_id = (select id from changes where project_id is not null order by id offset 7 limit 1) returning change_id::text as id`,
      );
      await session.query('alter table change_contents enable trigger user');
      return altered;
    });

    const verified = await slipway.client.call(verifyChanges, { params });

    expect(verified).toMatchObject({ isIntact: false, firstBroken: rows[0]?.id });
  });
});
