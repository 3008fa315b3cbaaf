import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database, Log } from '../platform/db/index.ts';

/** This host as environments know it. Only the one process that holds its claim acts for it. */
export interface Node {
  readonly id: string;
  readonly holder: string;
  /** By our own clock: also false when the database has not confirmed it for a while. */
  isHeld(): boolean;
  /** Takes or renews the claim, and tells where this node answers. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

export interface NodeOptions {
  db: Database;
  log: Log;
  /** Keeps the node's id. */
  data: string;
  /** Where its gateway and its API answer others; null: not yet. */
  addresses: () => { gateway: string | null; api: string | null };
  /** Milliseconds of a monotonic clock. */
  monotonic?: () => number;
  claimMs?: number;
  /** For tests: which process this is. */
  holder?: string;
}

const CLAIM_MS = 15_000;
/** We stop before others may start. */
const MARGIN_MS = 3_000;

export async function openNode(options: NodeOptions): Promise<Node> {
  const { db, log, addresses, monotonic = () => performance.now(), claimMs = CLAIM_MS } = options;
  const id = await nodeId(options.data);
  const holder = options.holder ?? (await thisProcess());
  let heldUntil = -Infinity;

  const claim = async (): Promise<boolean> => {
    const present = await readHolder(db, id);
    const mayTake = present === null || present === holder || (await isGone(present));
    const { gateway, api } = addresses();
    const { rows } = await sql<{ holder: string }>`
      insert into nodes (id, holder, claimed_until, heartbeat_at, gateway_address, api_address)
      values (${id}, ${holder}, now() + ${claimMs} * interval '1 millisecond', now(), ${gateway}, ${api})
      on conflict (id) do update set
        holder = excluded.holder, claimed_until = excluded.claimed_until, heartbeat_at = now(),
        gateway_address = excluded.gateway_address, api_address = excluded.api_address
      where nodes.holder is null or nodes.holder = ${holder} or nodes.claimed_until < now()
        or (${mayTake} and nodes.holder is not distinct from ${present})
      returning holder`.execute(db.kysely);
    return rows.length > 0;
  };

  return {
    id,
    holder,
    isHeld: () => monotonic() < heldUntil,
    async renew() {
      const askedAt = monotonic();
      const wasHeld = askedAt < heldUntil;
      const isOurs = await claim();
      heldUntil = isOurs ? askedAt + claimMs - MARGIN_MS : -Infinity;
      if (wasHeld && !isOurs) log.warn({ node: id }, 'another process acts for this node');
      return isOurs;
    },
    async release() {
      heldUntil = -Infinity;
      await sql`update nodes set holder = null, claimed_until = null where id = ${id} and holder = ${holder}`.execute(
        db.kysely,
      );
    },
  };
}

async function readHolder({ kysely }: Database, id: string): Promise<string | null> {
  const row = await kysely.selectFrom('nodes').select('holder').where('id', '=', id).executeTakeFirst();
  return row?.holder ?? null;
}

/** Kept in the data folder, beside what the node runs. */
async function nodeId(data: string): Promise<string> {
  const file = join(data, 'node-id');
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(file, randomBytes(4).toString('hex'), { flag: 'wx', mode: 0o600 }).catch(() => undefined);
  const id = (await readFile(file, 'utf8')).trim();
  if (!/^[0-9a-f]{8}$/.test(id))
    throw new Error(`${file} does not hold a node's id. Remove it if this node runs no environment.`);
  return id;
}

/** `host/boot/pid/start`: names a process for ever, so that it can be known to be gone. */
async function thisProcess(): Promise<string> {
  return [
    hostname(),
    await bootId(),
    process.pid,
    await startOf(process.pid),
    randomBytes(4).toString('hex'),
  ].join('/');
}

/** A process of this machine that ended, also by kill -9, need not be waited for. */
async function isGone(holder: string): Promise<boolean> {
  const [host, boot, pid = '', start] = holder.split('/');
  if (host !== hostname() || !/^\d+$/.test(pid) || (await bootId()) === 'unknown') return false;
  return boot !== (await bootId()) || start !== (await startOf(Number(pid)));
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown')).trim();
}

/** In clock ticks after boot; `gone` where there is no such process. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'gone';
}
