import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { createEnvironment, createFlag, createProject, createToken, switchFlag } from '@slipway/api';
import { type RulesetPosition, SlipwayProvider } from '@slipway/sdk/server';
import { afterEach, describe, expect, test } from 'vitest';
import {
  exportDatabase,
  importDatabase,
  readBackupFile,
  writeBackupFile,
} from '../../packages/server/src/platform/backup/index.ts';
import { withSession } from '../../packages/server/src/platform/db/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Promise 3: no SDK applies version n after n+1, even after a database restore (new epoch). The server's part. */

const at = { project: 'academy', environment: 'production', flag: 'new-checkout' };
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** The database as it is now, to be had back later: answers the URL of one that says what this one said. */
type Remember = (database: TestDatabase) => Promise<() => Promise<string>>;

const fromBackup: Remember = async (database) => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-p03-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'backup');
  await writeBackupFile(file, (target) =>
    exportDatabase(database.url, target, { productVersion: '0.1.0', now: new Date() }),
  );
  return async () => {
    const empty = await testDatabase({ empty: true });
    cleanUp.push(() => empty.drop());
    await readBackupFile(file, (source) => importDatabase(empty.url, source));
    return empty.url;
  };
};

/** As a snapshot of the disk would: nothing in it tells that time went by. */
const fromCopy: Remember = async (database) => {
  const copy = `test_copy_${randomBytes(6).toString('hex')}`;
  const original = new URL(database.url).pathname.slice(1);
  await withSession(database.adminUrl.replace(original, 'postgres'), async (session) => {
    await session.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${original}' and pid <> pg_backend_pid()`,
    );
    await session.query(`create database ${copy} template ${original} owner slipway`);
  });
  cleanUp.push(() =>
    withSession(database.adminUrl.replace(original, 'postgres'), (session) =>
      session.query(`drop database if exists ${copy} with (force)`),
    ),
  );
  return async () => Object.assign(new URL(database.url), { pathname: `/${copy}` }).href;
};

async function startReplicas(databaseUrl: string, ports: number[] = [0, 0]): Promise<TestSlipway[]> {
  const replicas = await Promise.all(
    ports.map(async (port) => startTestServer({ databaseUrl, config: { port, deliveryPort: 0 } })),
  );
  cleanUp.push(() => Promise.all(replicas.map((replica) => replica.close())));
  return replicas;
}

async function prepare({ client }: TestSlipway): Promise<string> {
  await client.call(createProject, { body: { key: at.project, name: 'Academy' } });
  await client.call(createEnvironment, { params: at, body: { key: at.environment } });
  await client.call(createFlag, { params: at, body: { key: at.flag } });
  const { token } = await client.call(createToken, {
    params: at,
    body: { name: 'web', scope: 'server', environment: at.environment },
  });
  return token;
}

async function turn({ client }: TestSlipway, enabled: boolean): Promise<number> {
  const { versions } = await client.request(switchFlag, { params: at, body: { enabled }, ifMatch: '*' });
  return versions[at.environment] ?? 0;
}

const nothing = (): void => undefined;
const silent = { error: nothing, warn: nothing, info: nothing, debug: nothing };

/** A real SDK that writes down every position it answers from. */
async function connect(url: string, token: string, domain: string) {
  const provider = new SlipwayProvider({ url, token, telemetry: false, logger: silent });
  const positions: RulesetPosition[] = [];
  const note = (): void => {
    const position = provider.current();
    if (position) positions.push(position);
  };
  const client = OpenFeature.getClient(domain);
  client.addHandler(ProviderEvents.Ready, note);
  client.addHandler(ProviderEvents.ConfigurationChanged, note);
  await OpenFeature.setProviderAndWait(domain, provider);
  cleanUp.push(() => OpenFeature.clearProviders());
  return {
    positions,
    position: () => provider.current(),
    value: () => client.getBooleanValue(at.flag, false, { targetingKey: 'u1' }),
  };
}

function isAfter(a: RulesetPosition, b: RulesetPosition): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.version >= b.version);
}

describe('promise 3: a client never goes back', () => {
  test.each([
    { given: 'a restored backup', remember: fromBackup },
    { given: 'a database copied behind our back', remember: fromCopy },
  ])(
    'with $given it gets the older state as a newer epoch, from both replicas',
    async ({ remember }) => {
      const database = await testDatabase();
      cleanUp.push(() => database.drop());
      const before = await startReplicas(database.url);
      const [one, other] = before as [TestSlipway, TestSlipway];
      const token = await prepare(one);
      const remembered = await turn(one, true);
      const bringBack = await remember(database);
      const sdks = [await connect(one.url, token, 'one'), await connect(other.url, token, 'other')];
      let latest = remembered;
      for (const enabled of [false, true, false]) latest = await turn(one, enabled);
      for (const sdk of sdks) await until('the latest version', () => sdk.position()?.version === latest);
      const epoch = sdks[0]?.position()?.epoch ?? 0;

      const ports = before.map(({ url }) => Number(new URL(url).port));
      await Promise.all(before.map((replica) => replica.close()));
      const after = await startReplicas(await bringBack(), ports);

      for (const sdk of sdks) {
        await until('the older state', async () => (await sdk.value()) === true, 25_000);
        expect(sdk.position()?.epoch).toBeGreaterThan(epoch);
        expect(sdk.position()?.version).toBe(remembered);
      }
      const next = await turn(after[1] as TestSlipway, false);
      for (const sdk of sdks) {
        await until(
          'a change after it',
          async () => !(await sdk.value()) && sdk.position()?.version === next,
        );
        for (const [n, position] of sdk.positions.slice(1).entries())
          expect(isAfter(position, sdk.positions[n] as RulesetPosition)).toBe(true);
      }
    },
    60_000,
  );
});
