import { ProblemError, type protectEnvironment, type ReplyOf } from '@slipway/api';
import { matchGuard } from '../changes/index.ts';
import type { Queries } from '../platform/db/index.ts';
import { type Answer, type Author, invalidRequest } from '../platform/http/index.ts';
import {
  environmentNotFound,
  type Ground,
  type GuardedPlace,
  type Judged,
  type Mutations,
  type Outcome,
  type Protection,
} from '../rulesets/index.ts';
import { endStale } from './follow.ts';
import { lockProposalsIn } from './store.ts';

type Protected = ReplyOf<typeof protectEnvironment>;

interface Write {
  author: Author;
  reason?: string | undefined;
  ifMatch: string | null;
  /** An owner answers for it alone, instead of those who would have to approve. */
  breaksGlass: boolean;
}

/**
 * Protects an environment, or stops it, and says how many have to approve. What lowers a protection is a change to a
 * protected environment like any other: it waits for those who may approve there.
 */
export async function protect(
  mutations: Mutations,
  { project, environment }: { project: string; environment: string },
  { isProtected, approvals }: Protection,
  { ifMatch, author, reason, breaksGlass }: Write,
): Promise<Answer<Protected>> {
  const wanted = { isProtected, approvals };
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
    const isAlone = breaksGlass && isLower(before, wanted);
    const at = { subject: 'environment', key: environment, environmentKey: environment } as const;
    const action = isAlone ? 'break-glass' : wanted.isProtected ? 'protect' : 'unprotect';
    return {
      touched: {},
      within: [],
      changes: [{ ...at, action, before, after: wanted }],
      also: isAlone ? [] : loweringOf(place, before, wanted),
      async reply() {
        // By now the proposal that this may be has ended itself.
        await endProposals(ground, environment, author);
        return reply();
      },
    };
  };
  return (await mutations.run({ projectKey: project, scope: 'project', author, reason }, work)).reply;
}

/** Throws unless there is a reason to be kept: something that can be read. */
export function requireReason(reason: string | undefined): void {
  if (reason !== undefined && /[\p{L}\p{N}]/u.test(reason)) return;
  throw invalidRequest([{ path: 'reason', message: 'Say why you lower the protection alone.' }]);
}

function loweringOf(environment: GuardedPlace, before: Protection, after: Protection): Judged[] {
  if (!isLower(before, after)) return [];
  return [{ environment, entries: [{ kind: 'protection', key: environment.key, before, after }] }];
}

function isLower(before: Protection, after: Protection): boolean {
  return before.isProtected && (!after.isProtected || after.approvals < before.approvals);
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

async function write(tx: Queries, id: number, { isProtected, approvals }: Protection): Promise<void> {
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
