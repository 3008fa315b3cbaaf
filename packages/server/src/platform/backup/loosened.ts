import type { Client } from 'pg';
import { quoted } from './catalogue.ts';

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
}

interface Trigger {
  readonly table: string;
  readonly name: string;
}

/**
 * Runs `fill` while triggers rest and foreign keys wait, then checks all keys and puts everything back: so tables can
 * be filled in any order, also when they refer to each other or to themselves. Needs no superuser.
 */
export async function whileLoosened(session: Client, fill: () => Promise<void>): Promise<void> {
  const keys = await readForeignKeys(session);
  const triggers = await readTriggers(session);
  for (const key of keys) await alterKey(session, key, 'deferrable initially deferred');
  for (const trigger of triggers) await alterTrigger(session, trigger, 'disable');
  await fill();
  await session.query('set constraints all immediate');
  for (const trigger of triggers) await alterTrigger(session, trigger, 'enable');
  for (const key of keys) await alterKey(session, key, timingOf(key));
}

async function readForeignKeys(session: Client): Promise<ForeignKey[]> {
  const { rows } = await session.query<ForeignKey>(
    `select c.relname as table, k.conname as name, k.condeferrable as deferrable, k.condeferred as deferred
       from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.contype = 'f' and k.conparentid = 0 and c.relnamespace = 'public'::regnamespace`,
  );
  return rows;
}

async function readTriggers(session: Client): Promise<Trigger[]> {
  const { rows } = await session.query<Trigger>(
    `select c.relname as table, t.tgname as name
       from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and t.tgparentid = 0 and t.tgenabled = 'O'
        and c.relnamespace = 'public'::regnamespace`,
  );
  return rows;
}

async function alterKey(session: Client, { table, name }: ForeignKey, timing: string): Promise<void> {
  await session.query(`alter table ${quoted(table)} alter constraint ${quoted(name)} ${timing}`);
}

async function alterTrigger(
  session: Client,
  { table, name }: Trigger,
  to: 'enable' | 'disable',
): Promise<void> {
  await session.query(`alter table ${quoted(table)} ${to} trigger ${quoted(name)}`);
}

function timingOf({ deferrable, deferred }: ForeignKey): string {
  if (!deferrable) return 'not deferrable';
  return deferred ? 'deferrable initially deferred' : 'deferrable initially immediate';
}
