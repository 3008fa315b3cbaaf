import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isUnavailable, type Log, openSession, withSession } from '../platform/db/index.ts';
import { DatabasesError } from './databases.ts';

/** Statements on one connection: what a lock protects runs where the lock is held. */
export type Session = Pick<pg.ClientBase, 'query'>;

/** The server as the role that makes databases and roles on it. */
export interface Admin {
  readonly isSuperuser: boolean;
  /** PostgreSQL 15 knows no `with inherit true, set true`. */
  readonly grantOptions: string;
  /** Runs on one connection while nobody else, in no process, works under any of these names. */
  locked<T>(names: readonly string[], work: (session: Session) => Promise<T>): Promise<T>;
  /** Like `locked`, for work that takes minutes: on a connection of its own. */
  lockedLong<T>(name: string, work: (session: Session) => Promise<T>): Promise<T>;
  use<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** A connection to another database of the server, gone for the server too when it resolves. */
  inside<T>(session: Session, database: string, work: (session: Session) => Promise<T>): Promise<T>;
  urlOf(database: string, role: string, password: string): string;
  close(): Promise<void>;
}

const POOL_SIZE = 6;
const OLDEST_MAJOR = 15;
const PATIENCE_MS = 5_000;
const POLL_MS = 2;

export const quoted: (name: string) => string = pg.escapeIdentifier;

/** Throws DatabasesError `unavailable`, saying what the role lacks. */
export async function openAdmin(adminUrl: string, isOurs: boolean, log: Log): Promise<Admin> {
  const pool = createPool(adminUrl, log);
  try {
    const rights = await rightsOf(pool);
    if (isOurs) await closeToPublic(pool);
    else warnOfOpenDatabases(await openToPublic(pool), log);
    return createAdmin(pool, adminUrl, rights);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

function createAdmin(pool: pg.Pool, adminUrl: string, { isSuperuser, major }: Rights): Admin {
  const use: Admin['use'] = async (work) => {
    const client = await pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  };
  return {
    isSuperuser,
    grantOptions: major >= 16 ? 'with inherit true, set true' : '',
    use,
    locked: (names, work) => use((client) => holding(client, [...new Set(names)].sort(), work)),
    lockedLong: (name, work) => withSession(adminUrl, (session) => holding(session, [name], work)),
    inside: (session, database, work) => inside(session, urlIn(adminUrl, database), work),
    urlOf: (database, role, password) => {
      const url = new URL(urlIn(adminUrl, database));
      for (const name of ['user', 'password']) url.searchParams.delete(name);
      return Object.assign(url, { username: role, password }).href;
    },
    close: () => pool.end(),
  };
}

function createPool(url: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: 10_000,
    application_name: 'slipway databases',
    keepAlive: true,
  });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => log.warn({ err: error }, 'a connection to the databases’ server was lost'));
  return pool;
}

/** The locks end with the connection, however that ends. */
async function holding<T>(
  session: Session,
  names: readonly string[],
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const held: string[] = [];
  try {
    for (const name of names) {
      await session.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
      held.push(name);
    }
    return await work(session);
  } finally {
    await unlock(session, held);
  }
}

async function unlock(session: Session, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await session
      .query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
      .catch((error: unknown) => {
        if (!isUnavailable(error)) throw error;
      });
  }
}

async function inside<T>(admin: Session, url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(url, 'slipway databases');
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
  try {
    return await work(session);
  } finally {
    await session.end();
    await untilGone(admin, rows[0]?.pid);
  }
}

/** CREATE DATABASE and RENAME would find a backend that is just leaving, and sleep. */
async function untilGone(session: Session, pid: number | undefined): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  const find = 'select from pg_stat_activity where pid = $1';
  while ((await session.query(find, [pid])).rowCount && performance.now() < until) await sleep(POLL_MS);
}

interface Rights {
  readonly isSuperuser: boolean;
  readonly major: number;
}

async function rightsOf(pool: pg.Pool): Promise<Rights> {
  const { rows } = await pool.query<{
    name: string;
    super: boolean;
    databases: boolean;
    roles: boolean;
    version: number;
  }>(
    `select rolname as name, rolsuper as super, rolcreatedb as databases, rolcreaterole as roles,
            current_setting('server_version_num')::int as version
     from pg_roles where rolname = current_user`,
  );
  const [role] = rows;
  if (!role) throw new DatabasesError('unavailable', 'The databases’ server does not say who we are.');
  const major = Math.floor(role.version / 10_000);
  if (major < OLDEST_MAJOR) {
    throw new DatabasesError(
      'unavailable',
      `Environments' databases need PostgreSQL ${OLDEST_MAJOR} or later; SLIPWAY_ENVIRONMENTS_DATABASE_URL leads to ${major}.`,
    );
  }
  const lacks = [role.databases || 'CREATEDB', role.roles || 'CREATEROLE'].filter(
    (right) => typeof right === 'string',
  );
  if (role.super || lacks.length === 0) return { isSuperuser: role.super, major };
  throw new DatabasesError(
    'unavailable',
    `The role "${role.name}" of SLIPWAY_ENVIRONMENTS_DATABASE_URL lacks ${lacks.join(' and ')}. Let an administrator of that server run: ALTER ROLE ${quoted(role.name)} ${lacks.join(' ')}`,
  );
}

/** Without a right to connect anywhere else an environment's role cannot even look. */
async function closeToPublic(pool: pg.Pool): Promise<void> {
  for (const database of await openToPublic(pool)) {
    await pool.query(`revoke connect, temporary on database ${quoted(database)} from public`);
  }
}

async function openToPublic(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select datname as name from pg_database
     where datallowconn and exists (
       select from aclexplode(coalesce(datacl, acldefault('d', datdba)))
       where grantee = 0 and privilege_type = 'CONNECT')`,
  );
  return rows.map(({ name }) => name);
}

function warnOfOpenDatabases(databases: readonly string[], log: Log): void {
  if (databases.length === 0) return;
  log.warn(
    { databases },
    'every role, and so every environment, may connect to these databases of the server in SLIPWAY_ENVIRONMENTS_DATABASE_URL; REVOKE CONNECT ON DATABASE … FROM PUBLIC closes them',
  );
}

function urlIn(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${encodeURIComponent(database)}` }).href;
}
