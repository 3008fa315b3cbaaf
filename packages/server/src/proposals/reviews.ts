import { ProblemError, type Review } from '@slipway/api';
import { isSameSomebody } from '../access/index.ts';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Answer, Author } from '../platform/http/index.ts';
import { type Page, pageOf } from '../platform/page.ts';
import { findProjectId } from '../rulesets/index.ts';
import {
  closeReviewRow,
  listReviewRows,
  lockReview,
  type ReviewFilter,
  type ReviewRow,
} from './review-store.ts';
import { idOf, readCursor } from './views.ts';

interface ReviewAt {
  project: string;
  review: string;
}

/** Kills in protected environments, to be looked at by somebody else afterwards. */
export interface Reviews {
  list(project: string, filter: ReviewFilter): Promise<Answer<Page<Review>>>;
  /** Closing what is closed changes nothing. */
  close(at: ReviewAt, note: string | undefined, author: Author): Promise<Answer<Review>>;
}

export function createReviews({ db }: { db: Database }): Reviews {
  return {
    async list(project, filter) {
      const projectId = await findProjectId(db.kysely, project);
      const rows = await listReviewRows(db.kysely, projectId, filter, readCursor(filter.cursor));
      return { body: pageOf(rows, filter.limit, reviewView, ({ id }) => String(id)) };
    },
    close: async (at, note, author) => ({
      body: await transaction(db, (tx) => close(tx, at, note, author)),
    }),
  };
}

async function close(tx: Queries, at: ReviewAt, note: string | undefined, author: Author): Promise<Review> {
  const projectId = await findProjectId(tx, at.project);
  const review = await lock(tx, projectId, at);
  if (review.closedAt) return reviewView(review);
  const killer = { kind: review.authorKind, id: review.authorId };
  if (await isSameSomebody(tx, killer, author))
    throw new ProblemError(
      'own-review',
      `You killed flag "${review.flag}" yourself: somebody else has to look at it and close the review.`,
    );
  await closeReviewRow(tx, review.id, author, note ?? null);
  await record(tx, {
    projectId,
    author,
    action: 'close',
    subject: 'review',
    key: String(review.id),
    environmentKey: review.environment,
    before: { state: 'open' },
    after: { state: 'closed', change: String(review.changeId) },
    reason: note,
  });
  return reviewView(await lock(tx, projectId, at));
}

async function lock(tx: Queries, projectId: number, { project, review }: ReviewAt): Promise<ReviewRow> {
  const id = idOf(review);
  const found = id === null ? undefined : await lockReview(tx, projectId, id);
  if (found) return found;
  throw new ProblemError(
    'review-not-found',
    `Project "${project}" has no review ${review}. GET /api/v1/projects/${project}/reviews lists them.`,
  );
}

function reviewView({ id, changeId, flag, environment, ...review }: ReviewRow): Review {
  const { openedAt, closedAt, closedBy, note } = review;
  return {
    id: String(id),
    change: String(changeId),
    flag,
    environment,
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    closedBy,
    note,
  };
}
