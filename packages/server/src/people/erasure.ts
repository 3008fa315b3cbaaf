import { type Person, ProblemError } from '@slipway/api';
import { removeEveryMembership } from '../access/index.ts';
import { eraseAuthor, record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { forgetInvitationsTo } from './invitation-store.ts';
import { membershipsOf } from './membership-store.ts';
import {
  countOwners,
  emptyPerson,
  listPersonRows,
  lockOwners,
  lockPerson,
  type PersonRow,
} from './person-store.ts';
import { deleteSessions } from './session-store.ts';
import { cursorIn, idIn, personOf } from './who.ts';

/** Everybody who can sign in. */
export interface Everybody {
  list(page: PageRequest): Promise<Page<Person>>;
  /** What names somebody goes; that somebody did what was done stays. */
  erase(person: string, reason: string | undefined, author: Author): Promise<void>;
}

export function createEverybody({ db, now }: { db: Database; now: () => number }): Everybody {
  return {
    async list({ cursor, limit }) {
      const rows = await listPersonRows(db.kysely, { afterId: cursorIn(cursor), limit });
      return pageOf(rows, limit, personOf, ({ id }) => String(id));
    },
    erase: (person, reason, author) =>
      transaction(db, async (tx) => {
        await lockOwners(tx);
        const found = (await lockPerson(tx, idIn(person) ?? 0)) ?? notFound(person);
        if (found.is_owner && (await countOwners(tx)) === 1)
          throw new ProblemError(
            'last-owner',
            'This is the last owner. Nobody could administer the installation.',
          );
        await erase(tx, found, { reason, author }, new Date(now()));
      }),
  };
}

async function erase(
  tx: Queries,
  person: PersonRow,
  { reason, author }: { reason: string | undefined; author: Author },
  at: Date,
): Promise<void> {
  const memberships = await membershipsOf(tx, person.id);
  await deleteSessions(tx, { personId: person.id });
  await forgetInvitationsTo(tx, person.email);
  await removeEveryMembership(tx, person.id);
  await emptyPerson(tx, person.id, at);
  for (const { projectId, role } of memberships)
    await record(tx, {
      projectId,
      author,
      action: 'erase',
      subject: 'member',
      key: String(person.id),
      before: { person: String(person.id), role },
      after: null,
      reason,
    });
  // Last, so that those who erase themselves leave nothing either.
  await eraseAuthor(tx, person.id);
}

function notFound(person: string): never {
  throw new ProblemError('person-not-found', `There is no person ${person.slice(0, 50)}.`);
}
