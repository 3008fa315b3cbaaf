import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApiError,
  type Client,
  createEnvironment,
  createFlag,
  createProject,
  listChanges,
  listFlags,
} from '@slipway/api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { endDatabase } from '../support/holder.ts';
import { type SpawnedSlipway, spawnServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-server.ts';
import { until } from '../support/until.ts';

const KILLS = Number(process.env.SLIPWAY_KILLS ?? 25);
const WRITERS = 4;
const params = { project: 'academy' };

/** What is killed in turn. */
const victims = ['server', 'database', 'both'] as const;

interface Load {
  /** Keys of the flags whose creation was answered 201. */
  acknowledged: string[];
  stop(): Promise<void>;
}

/** Creates flags without pause; a refusal or a broken connection acknowledges nothing. */
function load(client: Client, round: number): Load {
  const acknowledged: string[] = [];
  let isStopped = false;
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; !isStopped; count += 1) {
      const key = `r${round}-w${writer}-${count}`;
      const isDone = await client.call(createFlag, { params, body: { key } }).then(
        () => true,
        () => false,
      );
      if (isDone) acknowledged.push(key);
      else await sleep(5);
    }
  };
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  return {
    acknowledged,
    async stop() {
      isStopped = true;
      await Promise.all(writers);
    },
  };
}

async function postmasterOf(data: string): Promise<number> {
  const text = await readFile(`${data}/database/data/postmaster.pid`, 'utf8');
  return Number(text.split('\n', 1)[0]);
}

async function everyPage<T>(
  read: (cursor?: string) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await read(cursor);
    all.push(...page.items);
    cursor = page.next;
  }
  return all;
}

function query(cursor: string | undefined): { limit: number; cursor?: string } {
  return cursor === undefined ? { limit: 200 } : { limit: 200, cursor };
}

/** Fails for each acknowledged flag that is not there with its audit row. */
async function expectAll(client: Client, acknowledged: readonly string[]): Promise<void> {
  const flags = await everyPage((cursor) => client.call(listFlags, { params, query: query(cursor) }));
  const changes = await everyPage((cursor) => client.call(listChanges, { params, query: query(cursor) }));
  const present = new Set(flags.map(({ key }) => key));
  const audited = new Set(changes.filter(({ action }) => action === 'create').map(({ key }) => key));

  expect(acknowledged.filter((key) => !present.has(key))).toEqual([]);
  // The other way round too: no row without its change, no change without its row (promise 22).
  expect(flags.filter(({ key }) => !audited.has(key))).toEqual([]);
  expect(changes.filter(({ subject, key }) => subject === 'flag' && !present.has(key))).toEqual([]);
}

describe(`promise 1: an acknowledged write survives ${KILLS} × kill -9 of Slipway and of its database`, () => {
  test('under load by four writers over HTTP', { timeout: 60_000 + KILLS * 20_000 }, async () => {
    const data = await temporaryFolder('slipway-p01-');
    onTestFinished(() => endDatabase(`${data}/database`));
    let slipway: SpawnedSlipway = await spawnServer({ data });
    onTestFinished(() => slipway.kill('SIGKILL'));
    await slipway.client.call(createProject, { body: { key: 'academy' } });
    await slipway.client.call(createEnvironment, { params, body: { key: 'production' } });
    const acknowledged: string[] = [];
    let withoutLoad = 0;

    for (let kill = 0; kill < KILLS; kill += 1) {
      const victim = victims[kill % victims.length];
      const { acknowledged: written, stop } = load(slipway.client, kill);
      await until('the load is on', () => written.length >= 5);
      // Somewhere in the midst of a write: another place each time.
      await sleep((kill * 37) % 100);
      const before = written.length;

      const postmaster = await postmasterOf(data);
      if (victim !== 'server') process.kill(postmaster, 'SIGKILL');
      if (victim !== 'database') await slipway.kill('SIGKILL');
      else await untilRestarted(slipway.client, data, postmaster);
      await stop();

      if (victim !== 'database') slipway = await spawnServer({ data });
      if (before === 0) withoutLoad += 1;
      acknowledged.push(...written);
      await expectAll(slipway.client, written);
    }

    await expectAll(slipway.client, acknowledged);
    expect(withoutLoad).toBe(0);
    expect(acknowledged.length).toBeGreaterThan(KILLS * 5);
  });
});

/** Slipway is up all the while and starts its database again. */
async function untilRestarted(client: Client, data: string, former: number): Promise<void> {
  await until(
    'another postmaster runs',
    async () => (await postmasterOf(data).catch(() => former)) !== former,
  );
  await until('it answers', () =>
    client.call(listFlags, { params, query: { limit: 1 } }).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 503) return undefined;
      throw error;
    }),
  );
}
