import { createHash, randomBytes } from 'node:crypto';
import type { Grant, Role } from '@slipway/api';
import { type Database, openDatabase } from '../../packages/server/src/platform/db/index.ts';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import type { TestSlipway } from './server.ts';

export interface PersonDraft {
  isOwner?: boolean;
  /** Project → what they may there. */
  member?: Readonly<
    Record<string, { role: Role; grants?: readonly Grant[]; environments?: readonly string[] }>
  >;
}

/** Somebody as the database knows them, and their browser. */
export interface TestPerson {
  readonly id: string;
  readonly email: string;
  /** A new session, as the value of a Cookie header. */
  signIn(): Promise<{ cookie: string; sessionId: string }>;
}

export interface TestPeople {
  person(name: string, draft?: PersonDraft): Promise<TestPerson>;
  readonly database: Database;
  close(): Promise<void>;
}

/** People straight in the database, for tests of what they may and not of how they come in. */
export function testPeople({ databaseUrl }: Pick<TestSlipway, 'databaseUrl'>): TestPeople {
  const database = openDatabase(databaseUrl, { log: createLog('silent'), poolSize: 2 });
  return {
    database,
    async person(name, { isOwner = false, member = {} } = {}) {
      const email = `${name.toLowerCase().replace(/\W+/g, '-')}-${randomBytes(4).toString('hex')}@example.com`;
      const { id } = await database.kysely
        .insertInto('people')
        .values({ email, name, is_owner: isOwner })
        .returning('id')
        .executeTakeFirstOrThrow();
      for (const [project, rights] of Object.entries(member)) await join(database, id, project, rights);
      return { id: String(id), email, signIn: () => openSession(database, id) };
    },
    close: () => database.close(),
  };
}

async function join(
  { kysely }: Database,
  personId: number,
  projectKey: string,
  { role, grants = [], environments = [] }: NonNullable<PersonDraft['member']>[string],
): Promise<void> {
  const { id: projectId } = await kysely
    .selectFrom('projects')
    .select('id')
    .where('key', '=', projectKey)
    .executeTakeFirstOrThrow();
  await kysely.insertInto('members').values({ project_id: projectId, person_id: personId, role }).execute();
  const seeing = environments.map((environment) => ({
    permission: 'object:read',
    environment,
    segment: undefined,
  }));
  for (const { permission, environment, segment } of [...grants, ...seeing])
    await kysely
      .insertInto('grants')
      .values({
        project_id: projectId,
        person_id: personId,
        permission,
        environment_id: await idOf(kysely, 'environments', projectId, environment),
        segment_id: await idOf(kysely, 'segments', projectId, segment),
      })
      .execute();
}

async function idOf(
  kysely: Database['kysely'],
  table: 'environments' | 'segments',
  projectId: number,
  key: string | undefined,
): Promise<number | null> {
  if (key === undefined) return null;
  const query = kysely.selectFrom(table).select('id').where('project_id', '=', projectId);
  return (await query.where('key', '=', key).executeTakeFirstOrThrow()).id;
}

async function openSession(
  { kysely }: Database,
  personId: number,
): Promise<{ cookie: string; sessionId: string }> {
  const secret = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(secret).digest();
  const { id } = await kysely
    .insertInto('sessions')
    .values({ person_id: personId, hash, expires_at: new Date(Date.now() + 3_600_000) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { cookie: `slipway=${secret}`, sessionId: String(id) };
}
