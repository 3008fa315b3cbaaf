import { isUnavailable, type Log } from '../platform/db/index.ts';
import type { HostedId } from '../runtimes/index.ts';
import { type Admin, openAdmin, type Session } from './admin.ts';
import { copy, drop, exists, find, handOver, type OnStep, open, putInPlace } from './copies.ts';
import { DatabasesError, type EnvironmentDatabases, type Template } from './databases.ts';
import type { EnvironmentsServer, OpenServer } from './environments-server.ts';
import { type Names, namesOf } from './names.ts';
import { passwordOf } from './passwords.ts';
import { dropRole, ensureRole } from './roles.ts';
import { listSnapshots, quietly, restoreSnapshot, takeSnapshot } from './snapshots.ts';
import { ensureTemplate } from './templates.ts';

export interface EnvironmentDatabasesDeps extends EnvironmentsServer {
  /** Tells installations apart that share a server; such as 8 hex digits of the instance's key. */
  readonly installation: string;
  readonly node: string;
  /** The instance's key; passwords are derived from it. */
  readonly key: Buffer;
  readonly log: Log;
  /** How long a replaced template stays for those who are about to copy it. Default 10 minutes. */
  readonly keepTemplatesMs?: number;
  readonly onStep?: OnStep;
}

interface Context {
  readonly admin: Admin;
  readonly names: Names;
  readonly key: Buffer;
  readonly keepMs: number;
  readonly onStep: OnStep;
}

const KEEP_TEMPLATES_MS = 10 * 60_000;

/** Opens the server when it is first needed; asking for what cannot be there without one opens none. */
export function createEnvironmentDatabases(deps: EnvironmentDatabasesDeps): EnvironmentDatabases {
  const connection = connect(deps);
  const { with: withServer, ifThere } = connection;
  return {
    hasTemplate: (template) =>
      ifThere(false, ({ admin, names }) => admin.use((session) => exists(session, names.template(template)))),
    ensureTemplate: (template, fill) => withServer((context) => ensureTemplate(context, template, fill)),
    create: (id, template) =>
      withServer((context) => locked(context, [id], (session) => create(context, session, id, template))),
    url: (id) => ifThere(null, (context) => urlIfThere(context, id)),
    reset: (id, template) =>
      withServer((context) => locked(context, [id], (session) => build(context, session, id, template))),
    snapshot: (id, name) =>
      withServer((context) =>
        locked(context, [id], async (session) => {
          await requireDatabase(context, session, id);
          await takeSnapshot(context, session, id, name);
        }),
      ),
    restore: (id, name) =>
      withServer((context) =>
        locked(context, [id], async (session) => {
          await ensureRole(context.admin, session, context.names.environment(id), context.key);
          await restoreSnapshot(context, session, id, name);
        }),
      ),
    snapshots: (id) =>
      ifThere([], ({ admin, names }) =>
        admin.use((session) => listSnapshots(session, names.snapshotsOf(id))),
      ),
    clone: (from, to) =>
      withServer((context) => locked(context, [from, to], (session) => clone(context, session, from, to))),
    destroy: (id) =>
      ifThere(undefined, (context) => locked(context, [id], (session) => destroy(context, session, id))),
    sizeBytes: (id) => ifThere(null, (context) => sizeBytes(context, id)),
    list: () => ifThere([], list),
    leave: () => connection.end('leave'),
    stop: () => connection.end('stop'),
  };
}

interface Connection {
  with<T>(work: (context: Context) => Promise<T>): Promise<T>;
  ifThere<T>(otherwise: T, work: (context: Context) => Promise<T>): Promise<T>;
  end(how: 'leave' | 'stop'): Promise<void>;
}

interface Opened {
  readonly server: OpenServer;
  readonly context: Context;
}

function connect(deps: EnvironmentDatabasesDeps): Connection {
  let opening: Promise<Opened> | undefined;
  const opened = (): Promise<Opened> => {
    opening ??= openServer(deps);
    const attempt = opening;
    // The next call tries again.
    attempt.catch(() => {
      if (opening === attempt) opening = undefined;
    });
    return attempt;
  };
  const withServer: Connection['with'] = (work) =>
    namingUnavailability(async () => work((await opened()).context));
  return {
    with: withServer,
    ifThere: async (otherwise, work) => (opening || (await deps.hasServer()) ? withServer(work) : otherwise),
    end: async (how) => {
      const ending = opening;
      opening = undefined;
      const found = await ending?.catch(() => undefined);
      await found?.context.admin.close();
      await found?.server[how]();
    },
  };
}

async function openServer(deps: EnvironmentDatabasesDeps): Promise<Opened> {
  const server = await deps.openServer();
  try {
    const admin = await openAdmin(server.adminUrl, server.isOurs, deps.log);
    const context = {
      admin,
      names: namesOf(deps.installation, deps.node),
      key: deps.key,
      keepMs: deps.keepTemplatesMs ?? KEEP_TEMPLATES_MS,
      onStep: deps.onStep ?? (() => undefined),
    };
    return { server, context };
  } catch (error) {
    await server.leave();
    throw error;
  }
}

/** Alone with these environments, and with what a crash left half made of them removed. */
function locked<T>(
  { admin, names }: Context,
  ids: readonly HostedId[],
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return admin.locked(ids.map(names.environment), async (session) => {
    for (const id of ids) await tidy(session, names, id);
    return work(session);
  });
}

async function tidy(session: Session, names: Names, id: HostedId): Promise<void> {
  for (const { name, isOpen } of await find(session, names.belongingTo(id))) {
    if (/^(new|old)_/.test(name)) await drop(session, name);
    else if (name === names.environment(id) && !isOpen) await open(session, name);
  }
}

async function create(
  context: Context,
  session: Session,
  id: HostedId,
  template: Template | null,
): Promise<string> {
  const { admin, names, key } = context;
  const name = names.environment(id);
  if (await exists(session, name)) await ensureRole(admin, session, name, key);
  else await build(context, session, id, template);
  return urlOf(context, id);
}

/** A new database from the template, in place of the one that is there. */
async function build(
  { admin, names, key, onStep }: Context,
  session: Session,
  id: HostedId,
  template: Template | null,
): Promise<void> {
  const name = names.environment(id);
  const from = template && names.template(template);
  if (from && !(await exists(session, from))) {
    throw new DatabasesError('template-not-found', `The golden database "${template.name}" is not there.`);
  }
  await ensureRole(admin, session, name, key);
  await onStep('copy');
  await copy(session, name, { from, owner: name });
  await onStep('hand-over');
  if (from) await handOver(admin, session, name, { from, to: name });
  await putInPlace(session, name, onStep);
}

async function clone(context: Context, session: Session, from: HostedId, to: HostedId): Promise<string> {
  const { admin, names, key, onStep } = context;
  await requireDatabase(context, session, from);
  const [source, name] = [names.environment(from), names.environment(to)];
  if (source === name) return urlOf(context, to);
  await ensureRole(admin, session, name, key);
  await quietly(session, source, onStep, () => copy(session, name, { from: source, owner: name }));
  await onStep('hand-over');
  await handOver(admin, session, name, { from: source, to: name, alsoOwns: source });
  await putInPlace(session, name, onStep);
  return urlOf(context, to);
}

async function destroy({ admin, names, onStep }: Context, session: Session, id: HostedId): Promise<void> {
  for (const { name } of await find(session, names.belongingTo(id))) {
    await onStep('drop');
    await drop(session, name);
  }
  await onStep('drop-role');
  await dropRole(admin, session, names.environment(id));
}

async function urlIfThere(context: Context, id: HostedId): Promise<string | null> {
  const { admin, names } = context;
  const [found] = await admin.use((session) => find(session, `^${names.environment(id)}$`));
  // A crash may have left it closed; whoever works on it now opens it before giving the lock back.
  if (found && !found.isOpen) await locked(context, [id], () => Promise.resolve());
  return found ? urlOf(context, id) : null;
}

function urlOf({ admin, names, key }: Context, id: HostedId): string {
  const name = names.environment(id);
  return admin.urlOf(name, name, passwordOf(key, name));
}

async function requireDatabase({ names }: Context, session: Session, id: HostedId): Promise<void> {
  if (await exists(session, names.environment(id))) return;
  throw new DatabasesError('database-not-found', 'The environment has no database.');
}

async function sizeBytes({ admin, names }: Context, id: HostedId): Promise<number | null> {
  const find = 'select pg_database_size(oid) as size from pg_database where datname = $1';
  const { rows } = await admin.use((session) =>
    session.query<{ size: string }>(find, [names.environment(id)]),
  );
  return rows[0] ? Number(rows[0].size) : null;
}

async function list({ admin, names }: Context): Promise<readonly HostedId[]> {
  const find =
    'select datname as name from pg_database where datname ~ $1 union select rolname from pg_roles where rolname ~ $1';
  const { rows } = await admin.use((session) =>
    session.query<{ name: string }>(find, [names.everyEnvironment]),
  );
  const ids = rows.map(({ name }) => names.idOf(name)).filter((id) => id !== null);
  return [...new Set(ids)].sort();
}

async function namingUnavailability<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new DatabasesError('unavailable', `The environments' databases cannot be reached: ${why}`);
  }
}
