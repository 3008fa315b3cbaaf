// `npm run demo`: Slipway, and the sample application in production and staging, on this machine.
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@slipway/api';
import { checkEnvironment } from './environment/check.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { type DemoOptions, parseOptions, usage } from './options.ts';
import type { Running } from './processes.ts';
import { populate, startBranches, startDemo } from './start.ts';
import { summary } from './summary.ts';
import { simulateUsers } from './users.ts';
import { walk } from './walk.ts';

const startedAt = performance.now();

function say(line: string): void {
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

/** Walks unattended and stops everything; the line of figures comes last. Answers the exit code. */
async function check(options: DemoOptions, keeper: Keeper): Promise<number> {
  const { url, token, webs, door, ...demo } = await startDemo(options, keeper, say);
  const users = simulateUsers(options.users);
  const client = createClient({ url, token });
  const walked = await walk({ client, web: webs.production, door, users, say });
  const { ok, ...environment } = await checkEnvironment({ client, webs, say, ...demo });
  await keeper.stopAll();
  const result = { ...walked, ok: walked.ok && ok, environment };
  console.log(JSON.stringify(result));
  return result.ok ? 0 : 1;
}

/** Leaves everything running until something ends by itself. */
async function stay(options: DemoOptions, keeper: Keeper): Promise<number> {
  const demo = await startDemo(options, keeper, say);
  await populate(demo, keeper);
  const branches = await startBranches(createClient(demo), say);
  console.log(summary({ ...demo, branches }, options.folder));
  return firstToEnd(demo.processes);
}

async function firstToEnd(processes: readonly Running[]): Promise<number> {
  const ends = processes.map(async ({ name, ended }) => ({ name, last: await ended }));
  const { name, last } = await Promise.race(ends);
  throw new Error(`${name} ended by itself:\n${last}`);
}

/** Settles when somebody asks the demo to end: no failure when it was to stay. */
function interrupted({ check: isCheck }: DemoOptions): Promise<number> {
  return new Promise((resolve) => {
    const end = (): void => {
      say('Stopping …');
      resolve(isCheck ? 1 : 0);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  });
}

/** Passable for the account that PostgreSQL runs under, so that its files stay in here and go with it. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-demo-'));
  chmodSync(folder, 0o711);
  return folder;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), temporaryFolder);
  const keeper = createKeeper((error) => console.error(error));
  const work = options.check ? check(options, keeper) : stay(options, keeper);
  try {
    return await Promise.race([interrupted(options), work]);
  } finally {
    await keeper.stopAll();
    // Interrupted in its beginning it may still be starting something.
    await Promise.race([work.catch(() => {}), sleep(20_000)]);
    await keeper.stopAll();
    if (options.isTemporary) await rm(options.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function fail(error: unknown): number {
  console.error(error instanceof Error ? error.message : error);
  return 1;
}

if (process.argv.includes('--help')) console.log(usage);
// Nothing is left to wait for, and a timer may be.
else process.exit(await main().catch(fail));
