import { type EnvironmentRun, ProblemError } from '@slipway/api';
import { sql } from 'kysely';
import { isRange } from '../platform/config/index.ts';
import type { DataAction } from '../platform/db/tables/hosting.ts';
import { type Answer, type Author, invalidRequest } from '../platform/http/index.ts';
import type { HostingFace } from './routes.ts';
import { type ActionRequest, type At, anew } from './service.ts';
import { type HostedChange, type HostedRow, nowInDatabase } from './store.ts';

/** What somebody may ask of an environment: what is written, and when that is possible. */
type Action = Pick<ActionRequest, 'action' | 'change' | 'told'>;

export function sleep(how: 'paused' | 'stopped'): Action {
  return {
    action: 'sleep',
    told: () => ({ how }),
    change(row) {
      if (row.state === 'ready' || row.state === 'sleeping') return { wanted: how };
      throw notNow(row, 'Only what is ready can be put to sleep.');
    },
  };
}

export const wake: Action = {
  action: 'wake',
  change(row) {
    if (row.state === 'failed') return anew;
    if (row.state !== 'sleeping' && row.wanted === 'ready') return {};
    return { wanted: 'ready', asked_at: nowInDatabase, attempts: 0 };
  },
};

export function extend({
  expiresAt,
  isKept,
}: {
  expiresAt?: string | null | undefined;
  isKept?: boolean | undefined;
}): Action {
  if (expiresAt === undefined && isKept === undefined)
    throw invalidRequest([{ path: 'expiresAt', message: 'Give expiresAt, isKept or both.' }]);
  return {
    action: isKept === undefined ? 'extend' : isKept ? 'keep' : 'let-go',
    told: () => ({
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(isKept === undefined ? {} : { isKept }),
    }),
    change: () => ({
      ...(expiresAt === undefined ? {} : { expires_at: expiresAt === null ? null : future(expiresAt) }),
      ...(isKept === undefined ? {} : { is_kept: isKept }),
    }),
  };
}

function future(at: string): Date {
  if (Date.parse(at) > Date.now()) return new Date(at);
  throw invalidRequest([
    { path: 'expiresAt', message: 'It lies in the past. Destroy the environment instead.' },
  ]);
}

export function access({
  access: who,
  allowedAddresses,
}: {
  access: 'members' | 'public';
  allowedAddresses: readonly string[];
}): Action {
  const wrong = allowedAddresses.findIndex((range) => !isRange(range));
  if (wrong >= 0)
    throw invalidRequest([
      {
        path: `allowedAddresses[${wrong}]`,
        message: 'Give an address or a range such as 203.0.113.0/24.',
      },
    ]);
  return {
    action: 'access',
    told: () => ({ access: who, allowedAddresses }),
    change: () => ({ access: who, allowed_addresses: [...allowedAddresses] }),
  };
}

export function reset(seed: string | undefined): Action {
  return {
    action: 'reset-data',
    told: (row) => ({ seed: seed ?? row.seed }),
    change(row) {
      const profiles = Object.keys(requireDatabase(row).seeds);
      if (seed !== undefined && !profiles.includes(seed))
        throw invalidRequest([{ path: 'seed', message: `Choose one of: ${profiles.join(', ') || 'none'}.` }]);
      const chosen = seed ?? row.seed;
      return { ...withData({ kind: 'reset', seed: chosen }), seed: chosen };
    },
  };
}

export function snapshot(name: string): Action {
  return {
    action: 'snapshot',
    told: () => ({ name }),
    change(row) {
      requireDatabase(row);
      requireSettled(row);
      return { data_action: JSON.stringify({ kind: 'snapshot', name } satisfies DataAction) };
    },
  };
}

export function restore(name: string): Action {
  return {
    action: 'restore-data',
    told: () => ({ name }),
    change(row) {
      requireDatabase(row);
      return withData({ kind: 'restore', snapshot: name });
    },
  };
}

/** The data is another’s, so to say: so is the token. */
function withData(action: DataAction): HostedChange {
  return {
    ...anew,
    token_generation: sql<number>`token_generation + 1`,
    data_action: JSON.stringify(action),
  };
}

function requireDatabase(row: HostedRow): NonNullable<HostedRow['model']['database']> {
  const { database } = row.model;
  if (database) return database;
  throw new ProblemError(
    'no-database',
    `The blueprint of "${row.key}" declares no database (x-slipway.database).`,
  );
}

function requireSettled(row: HostedRow): void {
  if (row.data_action !== null) throw notNow(row, 'Its data is being worked on.');
  if (row.state !== 'ready' && row.state !== 'sleeping')
    throw notNow(row, 'Only what is ready or asleep has data that holds still.');
}

function notNow(row: HostedRow, why: string): ProblemError {
  return new ProblemError('not-possible-now', `"${row.key}" is ${row.state}. ${why}`);
}

/** Together with its flags, tokens and links: the environment is gone at once, what ran in it within seconds. */
export async function destroy(
  { hosting, remove }: HostingFace,
  at: At,
  write: { author: Author; reason?: string | undefined },
): Promise<Answer<EnvironmentRun>> {
  const before = await (await hosting()).run(at);
  await remove(at, write);
  return { body: { ...before, state: 'destroying', step: null, queue: null } };
}
