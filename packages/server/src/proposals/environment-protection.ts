import { ProblemError, type Protection } from '@slipway/api';
import type { z } from 'zod';
import { matchGuard } from '../changes/index.ts';
import type { Queries } from '../platform/db/index.ts';
import type { Answer, Author } from '../platform/http/index.ts';
import {
  environmentNotFound,
  type Ground,
  type GuardedPlace,
  type Mutations,
  type Outcome,
} from '../rulesets/index.ts';
import { endStale } from './follow.ts';
import { lockProposalsIn } from './store.ts';

type Wanted = Pick<z.infer<typeof Protection>, 'isProtected' | 'approvals'>;
type Protected = Wanted & { environment: string };

interface Write {
  author: Author;
  reason?: string | undefined;
  ifMatch: string | null;
}

/** Protects an environment, or stops it, and says how many have to approve. */
export async function protect(
  mutations: Mutations,
  { project, environment }: { project: string; environment: string },
  wanted: Wanted,
  { ifMatch, author, reason }: Write,
): Promise<Answer<Protected>> {
  const guard = matchGuard(ifMatch, `Environment "${environment}"`);
  const work = async (ground: Ground): Promise<Outcome<Answer<Protected>>> => {
    const { tx, places } = ground;
    const place = places.find(({ key }) => key === environment);
    if (!place) throw environmentNotFound(project, environment);
    const before = { isProtected: place.isProtected, approvals: place.approvals };
    await guard({ tx, etag: await etagOf(tx, place.id), content: before });
    const reply = async () => ({
      body: { environment, ...wanted },
      etag: await etagOf(tx, place.id),
    });
    if (before.isProtected === wanted.isProtected && before.approvals === wanted.approvals)
      return { touched: {}, changes: [], reply };
    requireFittingTree(places, place, wanted.isProtected);
    await write(tx, place.id, wanted);
    await endProposals(ground, environment, author);
    const at = { subject: 'environment', key: environment, environmentKey: environment } as const;
    const action = wanted.isProtected ? 'protect' : 'unprotect';
    return { touched: {}, within: [], changes: [{ ...at, action, before, after: wanted }], reply };
  };
  return (await mutations.run({ projectKey: project, scope: 'project', author, reason }, work)).reply;
}

/** What is protected must not change through a base that is not. */
function requireFittingTree(
  places: readonly GuardedPlace[],
  place: GuardedPlace,
  isProtected: boolean,
): void {
  const base = places.find(({ id }) => id === place.baseId);
  if (isProtected && base && !base.isProtected)
    throw new ProblemError(
      'base-refused',
      `Environment "${place.key}" follows "${base.key}", which is not protected. Protect "${base.key}" first.`,
    );
  const above = places.filter(({ baseId, ...other }) => baseId === place.id && other.isProtected);
  if (!isProtected && above.length > 0)
    throw new ProblemError(
      'base-refused',
      `Protected ${above.map(({ key }) => `"${key}"`).join(', ')} follow "${place.key}". Stop protecting these first.`,
    );
}

async function write(tx: Queries, id: number, { isProtected, approvals }: Wanted): Promise<void> {
  await tx
    .updateTable('environments')
    .set((set) => ({ is_protected: isProtected, approvals, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** They were approved, or are to be, under rules that no longer hold. */
async function endProposals({ tx, project }: Ground, environment: string, author: Author): Promise<void> {
  for (const id of await lockProposalsIn(tx, project.id, environment))
    await endStale(
      tx,
      { projectId: project.id, id, author },
      `The protection of "${environment}" was changed since.`,
    );
}

async function etagOf(tx: Queries, id: number): Promise<string> {
  const query = tx.selectFrom('environments').select('revision').where('id', '=', id);
  return `"r${(await query.executeTakeFirstOrThrow()).revision}"`;
}
