import {
  type Change,
  isRevertible,
  ProblemError,
  type ReplyOf,
  type verifyChanges as verification,
} from '@slipway/api';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Answer, type Author, invalidRequest } from '../platform/http/index.ts';
import { type Page, pageOf } from '../platform/page.ts';
import type { Chain } from './chain.ts';
import type { Reverter } from './guard.ts';
import { verifyChanges } from './verify.ts';
import { type ChangeFilter, changeView, findChange, listChangeRows, type StoredChange } from './views.ts';

interface ChangeAt {
  project: string;
  change: string;
}

export interface Changes {
  /** Newest first. */
  list(project: string, filter: ChangeFilter): Promise<Answer<Page<Change>>>;
  get(at: ChangeAt): Promise<Answer<Change>>;
  /** Recomputes the project's chain from the first change to the last. */
  verify(project: string): Promise<Answer<ReplyOf<typeof verification>>>;
  /** What was changed outside of every project, newest first. */
  listOfInstallation(filter: ChangeFilter): Promise<Answer<Page<Change>>>;
  verifyInstallation(): Promise<Answer<ReplyOf<typeof verification>>>;
  /** Puts back what a change replaced, by a change of its own. */
  revert(at: ChangeAt, reason: string | undefined, author: Author): Promise<Answer<Change>>;
}

export interface ChangesOptions {
  db: Database;
  /** Of subjects whose changes can be taken back. */
  reverters: Partial<Record<Change['subject'], Reverter>>;
}

export function createChanges({ db, reverters }: ChangesOptions): Changes {
  const list = async (chain: Chain, filter: ChangeFilter): Promise<Answer<Page<Change>>> => {
    const rows = await listChangeRows(db.kysely, chain, filter, readCursor(filter.cursor));
    return { body: pageOf(rows, filter.limit, changeView, ({ id }) => String(id)) };
  };
  return {
    list: async (project, filter) => list(await findProjectId(db.kysely, project), filter),
    listOfInstallation: (filter) => list(null, filter),
    get: async (at) => ({ body: changeView(await find(db.kysely, at)) }),
    verify: async (project) => ({ body: await verify(db, await findProjectId(db.kysely, project)) }),
    verifyInstallation: async () => ({ body: await verify(db, null) }),
    async revert(at, reason, author) {
      const change = await find(db.kysely, at);
      const revert = isRevertible(change) ? reverters[change.subject] : undefined;
      if (!revert) throw notRevertible(change);
      const id = await revert({ projectKey: at.project, change, author, reason });
      const made = await find(db.kysely, { project: at.project, change: String(id) });
      return { body: changeView(made), versions: versionsOf(made) };
    },
  };
}

async function verify(db: Database, chain: Chain): Promise<ReplyOf<typeof verification>> {
  const snapshot = { isolation: 'repeatable read', readOnly: true } as const;
  const { isIntact, checked, erased, ...broken } = await transaction(
    db,
    (tx) => verifyChanges(tx, chain),
    snapshot,
  );
  const changeId = 'changeId' in broken ? broken.changeId : null;
  const firstBroken = changeId === null ? null : String(changeId);
  return { isIntact, checked, erased, firstBroken };
}

const insteadOf: Readonly<Record<string, string>> = {
  'flag-config kill': 'Restore the flag: only a named person lifts a kill.',
  'flag-config restore': 'Kill the flag again.',
  'flag create': 'Archive the flag.',
  'segment create': 'Delete the segment.',
  'segment delete': 'Create the segment again with what this change shows as before.',
  'environment create': 'Delete the environment.',
  'environment delete': 'Create the environment again.',
  'environment protect': 'Set the protection again.',
  'token create': 'Revoke the token.',
  'token revoke': 'Create another token.',
};

function notRevertible({ id, subject, action, key }: StoredChange): ProblemError {
  const instead = insteadOf[`${subject} ${action}`] ?? 'Set by hand what you want.';
  return new ProblemError(
    'not-revertible',
    `Change ${id} ("${action}" of ${subject} "${key}") cannot be reverted. ${instead}`,
  );
}

async function find(db: Queries, { project, change }: ChangeAt): Promise<StoredChange> {
  const projectId = await findProjectId(db, project);
  const found = isId(change) ? await findChange(db, projectId, Number(change)) : undefined;
  if (found) return found;
  throw new ProblemError(
    'change-not-found',
    `Project "${project}" has no change ${change}. GET /api/v1/projects/${project}/changes lists them.`,
  );
}

async function findProjectId(db: Queries, key: string): Promise<number> {
  const project = await db.selectFrom('projects').select('id').where('key', '=', key).executeTakeFirst();
  if (project) return project.id;
  throw new ProblemError(
    'project-not-found',
    `There is no project "${key}". GET /api/v1/projects lists them.`,
  );
}

function readCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (isId(cursor)) return Number(cursor);
  throw invalidRequest([{ path: 'cursor', message: 'Use the `next` of the page before.' }]);
}

function isId(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

function versionsOf({ effects }: StoredChange): Record<string, number> {
  return Object.fromEntries(effects.slice(0, 40).map(({ environment, version }) => [environment, version]));
}
