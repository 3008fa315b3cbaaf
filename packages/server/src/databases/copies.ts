import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Admin, quoted, type Session } from './admin.ts';
import { freshName, oldName } from './names.ts';

/** Called between steps with what is about to happen; for tests that end the process there. */
export type OnStep = (step: string) => void | Promise<void>;

const PATIENCE_MS = 5_000;
const POLL_MS = 2;

interface Found {
  readonly name: string;
  readonly isOpen: boolean;
  readonly isTemplate: boolean;
  readonly comment: string | null;
}

export async function find(session: Session, pattern: string): Promise<readonly Found[]> {
  const { rows } = await session.query<Found>(
    `select datname as name, datallowconn as "isOpen", datistemplate as "isTemplate",
            shobj_description(oid, 'pg_database') as comment
     from pg_database where datname ~ $1 order by datname`,
    [pattern],
  );
  return rows;
}

export async function exists(session: Session, name: string): Promise<boolean> {
  return (await session.query('select from pg_database where datname = $1', [name])).rowCount === 1;
}

/** Makes `new_<name>`, to which nobody can connect. Null: an empty one. */
export async function copy(
  session: Session,
  name: string,
  { from, owner }: { from: string | null; owner: string | null },
): Promise<void> {
  const fresh = freshName(name);
  const ownedBy = owner === null ? '' : ` owner ${quoted(owner)}`;
  await drop(session, fresh);
  await session.query(
    `create database ${quoted(fresh)} template ${quoted(from ?? 'template0')}${ownedBy} allow_connections false`,
  );
  await session.query(`revoke all on database ${quoted(fresh)} from public`);
}

/** Everything that `from` owns in `new_<name>` becomes `to`'s. */
export async function handOver(
  admin: Admin,
  session: Session,
  name: string,
  { from, to, alsoOwns }: { from: string; to: string; alsoOwns?: string },
): Promise<void> {
  const fresh = freshName(name);
  await open(session, fresh);
  // REASSIGN also moves whole databases; in the same transaction they go back.
  const back = alsoOwns === undefined ? [] : [`alter database ${quoted(alsoOwns)} owner to ${quoted(from)}`];
  const statements = [
    `reassign owned by ${quoted(from)} to ${quoted(to)}`,
    `drop owned by ${quoted(from)}`,
    ...back,
  ];
  await admin.inside(session, fresh, (there) => there.query(statements.join(';')));
}

/** `new_<name>` takes the place of `<name>`, in one transaction. */
export async function putInPlace(session: Session, name: string, onStep: OnStep): Promise<void> {
  const [fresh, old] = [freshName(name), oldName(name)];
  const isReplaced = await exists(session, name);
  await close(session, fresh);
  if (isReplaced) await close(session, name);
  await onStep('switch');
  await session.query(
    [
      ...(isReplaced ? [`alter database ${quoted(name)} rename to ${quoted(old)}`] : []),
      `alter database ${quoted(fresh)} rename to ${quoted(name)}`,
      `alter database ${quoted(name)} allow_connections true`,
    ].join(';'),
  );
  await onStep('drop-old');
  if (isReplaced) await drop(session, old);
}

export async function renameFresh(session: Session, name: string): Promise<void> {
  await session.query(`alter database ${quoted(freshName(name))} rename to ${quoted(name)}`);
}

/** Nobody is connected and nobody can be, until `open`. */
export async function close(session: Session, name: string): Promise<void> {
  await session.query(`alter database ${quoted(name)} allow_connections false`);
  const until = performance.now() + PATIENCE_MS;
  while ((await endSessions(session, name)) > 0 && performance.now() < until) await sleep(POLL_MS);
}

/** How many there were. Autovacuum makes way by itself. */
async function endSessions(session: Session, database: string): Promise<number> {
  const { rowCount } = await session.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usesysid is not null',
    [database],
  );
  return rowCount ?? 0;
}

export async function open(session: Session, name: string): Promise<void> {
  await session.query(`alter database ${quoted(name)} allow_connections true`);
}

/** Also one that its owner has declared a template, which PostgreSQL would keep. */
export async function drop(session: Session, name: string): Promise<void> {
  const [found] = await find(session, `^${name}$`);
  if (!found) return;
  if (found.isTemplate) await session.query(`alter database ${quoted(name)} is_template false`);
  await session.query(`drop database if exists ${quoted(name)} with (force)`);
}

export async function remark(session: Session, name: string, meta: object): Promise<void> {
  const text = pg.escapeLiteral(JSON.stringify(meta));
  await session.query(`comment on database ${quoted(name)} is ${text}`);
}
