import type { HostedId } from '../runtimes/index.ts';
import type { Admin, Session } from './admin.ts';
import { close, copy, exists, type OnStep, open, putInPlace, remark, renameFresh } from './copies.ts';
import { DatabasesError, type Snapshot } from './databases.ts';
import { freshName, type Names } from './names.ts';

export interface SnapshotDeps {
  readonly admin: Admin;
  readonly names: Names;
  readonly onStep: OnStep;
}

export async function takeSnapshot(
  { names, onStep }: SnapshotDeps,
  session: Session,
  environment: HostedId,
  name: string,
): Promise<void> {
  const [database, snapshot] = [names.environment(environment), names.snapshot(environment, name)];
  if (await exists(session, snapshot)) {
    throw new DatabasesError(
      'snapshot-taken',
      `A snapshot "${name}" is there already. Choose another name, or restore or remove that one.`,
    );
  }
  await quietly(session, database, onStep, () => copy(session, snapshot, { from: database, owner: null }));
  await remark(session, freshName(snapshot), { name, createdAt: new Date() });
  await onStep('keep');
  await renameFresh(session, snapshot);
}

export async function restoreSnapshot(
  { names, onStep }: SnapshotDeps,
  session: Session,
  environment: HostedId,
  name: string,
): Promise<void> {
  const [database, snapshot] = [names.environment(environment), names.snapshot(environment, name)];
  if (!(await exists(session, snapshot))) {
    throw new DatabasesError('snapshot-not-found', `There is no snapshot "${name}" of this environment.`);
  }
  await onStep('copy');
  await copy(session, database, { from: snapshot, owner: database });
  await putInPlace(session, database, onStep);
}

export async function listSnapshots(session: Session, pattern: string): Promise<readonly Snapshot[]> {
  const { rows } = await session.query<{ meta: string | null; size: string }>(
    `select shobj_description(oid, 'pg_database') as meta, pg_database_size(oid) as size
     from pg_database where datname ~ $1`,
    [pattern],
  );
  return rows
    .flatMap(({ meta, size }) => asSnapshot(meta, Number(size)))
    .sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}

/** While nobody is connected: PostgreSQL copies only what nobody uses. */
export async function quietly<T>(
  session: Session,
  database: string,
  onStep: OnStep,
  work: () => Promise<T>,
): Promise<T> {
  await close(session, database);
  try {
    await onStep('copy');
    return await work();
  } finally {
    await open(session, database);
  }
}

function asSnapshot(meta: string | null, sizeBytes: number): Snapshot[] {
  const { name, createdAt }: { name?: unknown; createdAt?: unknown } = JSON.parse(meta ?? '{}');
  if (typeof name !== 'string' || typeof createdAt !== 'string') return [];
  return [{ name, createdAt: new Date(createdAt), sizeBytes }];
}
