import { type LeftTokens, type Person, ProblemError } from '@slipway/api';
import { leaveEveryProject } from '../access/index.ts';
import { eraseAuthor, withdrawProposalsBy } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { recordAccount } from './account-changes.ts';
import { forgetInvitationsTo } from './invitation-store.ts';
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
  erase(person: string, reason: string | undefined, author: Author): Promise<LeftTokens>;
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
        return erase(tx, found, { reason, author }, new Date(now()));
      }),
  };
}

async function erase(
  tx: Queries,
  person: PersonRow,
  { reason, author }: { reason: string | undefined; author: Author },
  at: Date,
): Promise<LeftTokens> {
  await deleteSessions(tx, { personId: person.id });
  await forgetInvitationsTo(tx, person.email);
  await emptyPerson(tx, person.id, at);
  await withdrawProposalsBy(tx, person.id, author);
  const left = await leaveEveryProject(tx, person.id, { author, reason, at, action: 'erase' });
  const before = { isOwner: person.is_owner };
  await recordAccount(tx, { author, action: 'erase', personId: person.id, before, after: null, reason });
  // Last, so that those who erase themselves leave nothing either.
  await eraseAuthor(tx, person.id);
  return left;
}

function notFound(person: string): never {
  throw new ProblemError('person-not-found', `There is no person ${person.slice(0, 50)}.`);
}
