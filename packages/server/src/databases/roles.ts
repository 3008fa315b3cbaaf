import { type Admin, quoted, type Session } from './admin.ts';
import { passwordOf, verifierOf } from './passwords.ts';

const CONNECTIONS = 30;
const STATEMENT_TIMEOUT = '15min';
const IDLE_IN_TRANSACTION_TIMEOUT = '5min';
const DEPENDENT_OBJECTS_STILL_EXIST = '2BP01';

/** Makes the role, or gives it back its derived password: it may have changed its own. */
export async function ensureRole(admin: Admin, session: Session, role: string, key: Buffer): Promise<void> {
  const name = quoted(role);
  const verifier = await verifierOf(passwordOf(key, role));
  const login = `login connection limit ${CONNECTIONS} password '${verifier}'`;
  if (await roleExists(session, role)) return void (await session.query(`alter role ${name} ${login}`));
  // One message is one transaction: a role is either whole or not there.
  await session.query(
    [
      `create role ${name} nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls ${login}`,
      `alter role ${name} set statement_timeout = '${STATEMENT_TIMEOUT}'`,
      `alter role ${name} set idle_in_transaction_session_timeout = '${IDLE_IN_TRANSACTION_TIMEOUT}'`,
      ...(admin.isSuperuser ? [] : [`grant ${name} to current_user ${admin.grantOptions}`]),
    ].join(';'),
  );
}

export async function forbidLogin(session: Session, role: string): Promise<void> {
  await session.query(`alter role ${quoted(role)} nologin`);
}

/** To be called when its databases are gone. */
export async function dropRole(admin: Admin, session: Session, role: string): Promise<void> {
  await session.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [role]);
  try {
    await session.query(`drop role if exists ${quoted(role)}`);
  } catch (error) {
    if (!isHeld(error)) throw error;
    await forgetGrants(admin, session, role);
    await session.query(`drop role if exists ${quoted(role)}`);
  }
}

/** For a template's role: a half-made copy may still hold something of it, and goes with its own clean-up. */
export async function tryDropRole(session: Session, role: string): Promise<void> {
  await session.query(`drop role if exists ${quoted(role)}`).catch((error: unknown) => {
    if (!isHeld(error)) throw error;
  });
}

/** A neighbour may have granted it something in its own database, which would keep it from going. */
async function forgetGrants(admin: Admin, session: Session, role: string): Promise<void> {
  const { rows } = await session.query<{ database: string }>(
    `select distinct coalesce(datname, current_database()) as database
     from pg_shdepend left join pg_database on pg_database.oid = dbid
     where refclassid = 'pg_authid'::regclass and refobjid = (select oid from pg_roles where rolname = $1)
       and coalesce(datallowconn, true)`,
    [role],
  );
  for (const { database } of rows) {
    await admin.inside(session, database, (there) => there.query(`drop owned by ${quoted(role)} cascade`));
  }
}

async function roleExists(session: Session, role: string): Promise<boolean> {
  return (await session.query('select from pg_roles where rolname = $1', [role])).rowCount === 1;
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === DEPENDENT_OBJECTS_STILL_EXIST;
}
