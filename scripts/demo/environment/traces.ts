import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withSession } from '../../../packages/server/src/platform/db/index.ts';
import { findRunningPostgres } from '../../../packages/server/src/platform/postgres/index.ts';
import { openPorts, processesAs, processesOf } from './proc.ts';
import { statusOf } from './through-gateway.ts';

/** An installation whose environments are looked at from outside: from the system, not by what Slipway says. */
export interface Installation {
  /** Slipway's data folder. */
  data: string;
  deliveryUrl: string;
}

/** What environments that ran have used of the machine. */
export interface Traces {
  /** Accounts of environments alone. */
  uids: readonly number[];
  ports: readonly number[];
  /** By which their services asked for flags. */
  tokens: readonly string[];
  /** Addresses of environments, through the gateway. */
  urls: readonly string[];
}

/** What there is now of environments, each kind by its names. */
export type Left = Record<
  'processes' | 'ports' | 'folders' | 'databases' | 'roles' | 'tokens' | 'routes',
  string[]
>;

/** Taken while they run, so that one knows later what must be gone. */
export async function traces(installation: Installation, urls: readonly string[]): Promise<Traces> {
  const found = await processesOf(await folderOf(installation.data));
  const tokens = found.flatMap(({ variables }) => variables.get('SLIPWAY_TOKEN') ?? []);
  const own = process.getuid?.() ?? -1;
  return {
    uids: [...new Set(found.map(({ uid }) => uid))].filter((uid) => uid !== own),
    ports: [...new Set(found.flatMap(({ ports }) => ports))],
    tokens: [...new Set(tokens)],
    urls,
  };
}

/** What is left when all was destroyed and had its time to end: each of it is a leak. */
export async function left(
  installation: Installation,
  before: Traces = nothing,
  limitMs: number = 30_000,
): Promise<Left> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const now = await look(installation, before);
    if (countOf(now) === 0 || performance.now() > deadline) return now;
    await sleep(100);
  }
}

const nothing: Traces = { uids: [], ports: [], tokens: [], urls: [] };

async function look(installation: Installation, before: Traces): Promise<Left> {
  const folder = await folderOf(installation.data);
  const [processes, owned, open, folders, databases, tokens, routes] = await Promise.all([
    processesOf(folder),
    processesAs(before.uids),
    openPorts(),
    environmentsIn(folder),
    databasesOf(installation.data),
    filtered(before.tokens, (token) => isAccepted(installation, token)),
    filtered(before.urls, (url) => isRouted(url)),
  ]);
  return {
    processes: [...new Set([...processes.map(({ pid }) => pid), ...owned])].map((pid) => `process ${pid}`),
    ports: before.ports.filter((port) => open.has(port)).map((port) => `port ${port}`),
    folders,
    ...databases,
    tokens: tokens.map((token) => `token ${token.slice(0, 12)}…`),
    routes,
  };
}

export function countOf(what: Left): number {
  return Object.values(what).flat().length;
}

/** Where environments' code lives: in the data folder, or where their accounts can pass. */
export async function folderOf(data: string): Promise<string> {
  const node = await readFile(join(data, 'node-id'), 'utf8').catch(() => '');
  const elsewhere = `/var/lib/slipway/environments-${node.trim()}`;
  const isElsewhere = node !== '' && (await readdir(elsewhere).catch(() => null)) !== null;
  return isElsewhere ? elsewhere : join(data, 'environments');
}

/** As hosting names environments, and the makers of their data. */
const OWN_NAME = /^[et]\d+$/;

async function environmentsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => OWN_NAME.test(name)).map((name) => join(folder, name));
}

async function databasesOf(data: string): Promise<Pick<Left, 'databases' | 'roles'>> {
  const server = await findRunningPostgres(join(data, 'environments-database'));
  if (!server) return { databases: [], roles: [] };
  return withSession(server.adminUrl, async (session) => {
    const named = async (query: string): Promise<string[]> =>
      (await session.query<{ name: string }>(query)).rows.map(({ name }) => name);
    return {
      databases: await named(
        "select datname as name from pg_database where datname ~ '^(new_|old_)?(env|snap)_'",
      ),
      roles: await named("select rolname as name from pg_roles where rolname ~ '^(new_|old_)?env_'"),
    };
  });
}

async function isAccepted({ deliveryUrl }: Installation, token: string): Promise<boolean> {
  const answer = await fetch(`${deliveryUrl}/sdk/v1/ruleset`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.body?.cancel();
  return answer.status !== 401;
}

/** Not there, gone: anything else means that the gateway still knows the environment. */
async function isRouted(url: string): Promise<boolean> {
  const status = await statusOf(url);
  return status !== null && status !== 404 && status !== 410;
}

async function filtered<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T[]> {
  const held = await Promise.all(items.map(holds));
  return items.filter((_, index) => held[index]);
}
