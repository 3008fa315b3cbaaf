import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeEach, onTestFinished } from 'vitest';
import { withSession } from '../../packages/server/src/platform/db/index.ts';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../packages/server/src/platform/postgres/index.ts';
import { endDatabase } from './holder.ts';
import { temporaryFolder } from './test-server.ts';

const log = pino({ level: 'silent' });

export interface EmbeddedTest {
  /** Holds the server's folder and may be closed to other accounts. */
  readonly parent: string;
  readonly folder: string;
  /** Started on `folder` unless told otherwise, stopped with the test. */
  start(options?: Partial<EmbeddedPostgresOptions>): Promise<EmbeddedPostgres>;
  /** Fills `folder` with what a server left that was used (table `kept` with one row) and stopped in order. */
  use(): Promise<void>;
}

/** A folder of its own for each test of the file; nothing outlives the test. */
export function embeddedTest(): EmbeddedTest {
  let parent = '';
  let model: Promise<string> | undefined;

  beforeEach(async () => {
    const made = await temporaryFolder('slipway-embedded-');
    parent = made;
    onTestFinished(async () => {
      await endDatabase(join(made, 'postgres'));
      await rm(made, { recursive: true, force: true });
    });
  });
  afterAll(async () => {
    if (model) await rm(await model, { recursive: true, force: true });
  });

  const folder = (): string => join(parent, 'postgres');
  return {
    get parent() {
      return parent;
    },
    get folder() {
      return folder();
    },
    start: async (options = {}) => {
      const server = await startEmbeddedPostgres({ folder: folder(), log, durable: false, ...options });
      onTestFinished(() => server.stop());
      return server;
    },
    use: async () => {
      model ??= makeModel();
      await promisify(execFile)('cp', ['-a', join(await model, 'postgres'), folder()]);
    },
  };
}

/** The rows of `sql`, asked on a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  return withSession(url, async (session) => (await session.query(sql)).rows);
}

export async function kept(server: { readonly url: string }): Promise<Record<string, unknown>[]> {
  return query(server.url, 'select id from kept');
}

export function pidOf(server: EmbeddedPostgres): number {
  const pid = server.pid();
  if (pid === undefined) throw new Error('the server is not running');
  return pid;
}

async function makeModel(): Promise<string> {
  const parent = await temporaryFolder('slipway-embedded-model-');
  const server = await startEmbeddedPostgres({ folder: join(parent, 'postgres'), log, durable: false });
  await query(server.url, 'create table kept (id integer); insert into kept values (1)');
  await server.stop();
  return parent;
}
