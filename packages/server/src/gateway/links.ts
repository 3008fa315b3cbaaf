import { randomBytes } from 'node:crypto';
import { type BodyOf, type createLink, ProblemError, type ShareLink } from '@slipway/api';
import { record } from '../changes/index.ts';
import type { Passwords } from '../people/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Author, invalidRequest, networkOf } from '../platform/http/index.ts';
import { createTokenBuckets } from '../platform/http/token-buckets.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { environmentNotFound, findProjectId } from '../rulesets/index.ts';
import {
  countUse,
  findLink,
  findPlace,
  insertLink,
  type LinkRow,
  listLinkRows,
  revokeLinkRow,
} from './link-store.ts';
import { isLinkToken, linkIdIn, linkTokenOf } from './link-token.ts';
import type { GatewayUrls } from './urls.ts';

export interface LinkPlace {
  readonly project: string;
  readonly environment: string;
}

/** What became of a link that somebody opens. */
export type Opened =
  | { readonly kind: 'opened'; readonly linkId: number; readonly expiresAt: Date }
  | { readonly kind: 'password-needed'; readonly isWrong: boolean }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'over'; readonly why: 'expired' | 'revoked'; readonly askWhom: string }
  | { readonly kind: 'unknown' };

export interface LinkUse {
  readonly token: string;
  readonly password: string | null;
  readonly address: string;
}

/** Links that open one environment without an account. */
export interface Links {
  list(place: LinkPlace, page: PageRequest): Promise<Page<ShareLink>>;
  create(place: LinkPlace, draft: BodyOf<typeof createLink>, author: Author): Promise<ShareLink>;
  revoke(place: LinkPlace, link: string, author: Author): Promise<void>;
  open(hostedId: number, use: LinkUse): Promise<Opened>;
  /** Whether somebody who has opened it is still welcome. */
  holds(hostedId: number, linkId: number): Promise<boolean>;
}

export interface LinksDeps {
  db: Database;
  /** The installation's. */
  key: Buffer;
  now: () => number;
  passwords: Passwords;
  urls: Pick<GatewayUrls, 'urlOf'>;
  onRevoke: () => void;
}

const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_LIFE_MS = 7 * DAY_MS;
const LONGEST_LIFE_MS = 366 * DAY_MS;
/** Of one address at one link: so many at once, then one in so many seconds. */
const GUESSES = { capacity: 5, perSecond: 1 / 12 };

export function createLinks(deps: LinksDeps): Links {
  const { db, now, key } = deps;
  const guesses = createTokenBuckets({ ...GUESSES, now: () => performance.now() });
  return {
    async list(place, { cursor, limit }) {
      const { hostedId, slug } = await requirePlace(db.kysely, place);
      const rows = await listLinkRows(db.kysely, hostedId, { beforeId: cursorIn(cursor), limit });
      return pageOf(
        rows,
        limit,
        (row) => linkOf(row, slug, deps),
        ({ id }) => String(id),
      );
    },

    async create(place, draft, author) {
      const expiresAt = expiryOf(draft.expiresAt, now());
      const hash = draft.password === undefined ? null : await deps.passwords.hash(draft.password);
      return transaction(db, async (tx) => {
        const { projectId, hostedId, slug } = await requirePlace(tx, place);
        const row = await insertLink(tx, {
          hosted_id: hostedId,
          nonce: randomBytes(16),
          label: draft.label,
          password_hash: hash,
          created_by: author.name,
          expires_at: expiresAt,
        });
        await audit(tx, { projectId, place, author, action: 'share', before: null, after: factsOf(row) });
        return linkOf(row, slug, deps);
      });
    },

    async revoke(place, link, author) {
      await transaction(db, async (tx) => {
        const { projectId, hostedId } = await requirePlace(tx, place);
        const id = /^\d{1,15}$/.test(link) ? Number(link) : 0;
        const row = await revokeLinkRow(tx, hostedId, id, new Date(now()));
        if (!row) throw linkNotFound(place, link);
        await audit(tx, { projectId, place, author, action: 'unshare', before: factsOf(row), after: null });
      });
      deps.onRevoke();
    },

    async open(hostedId, { token, password, address }) {
      const id = linkIdIn(token);
      const row = id === undefined ? undefined : await findLink(db.kysely, hostedId, id);
      if (!row || !isLinkToken(token, key, row)) return { kind: 'unknown' };
      const why = endOf(row, now());
      if (why) return { kind: 'over', why, askWhom: row.created_by };
      if (row.password_hash !== null) {
        if (password === null) return { kind: 'password-needed', isWrong: false };
        const seconds = guesses.take(`${row.id} ${networkOf(address)}`);
        if (seconds > 0) return { kind: 'wait', seconds };
        if (!(await deps.passwords.isRight(password, row.password_hash)))
          return { kind: 'password-needed', isWrong: true };
      }
      await countUse(db.kysely, row.id, new Date(now()));
      return { kind: 'opened', linkId: row.id, expiresAt: row.expires_at };
    },

    async holds(hostedId, linkId) {
      const row = await findLink(db.kysely, hostedId, linkId);
      return row !== undefined && endOf(row, now()) === null;
    },
  };
}

function endOf(row: LinkRow, now: number): 'revoked' | 'expired' | null {
  if (row.revoked_at !== null) return 'revoked';
  return row.expires_at.getTime() <= now ? 'expired' : null;
}

function expiryOf(given: string | undefined, now: number): Date {
  const at = given === undefined ? now + DEFAULT_LIFE_MS : Date.parse(given);
  if (at > now && at <= now + LONGEST_LIFE_MS) return new Date(at);
  throw invalidRequest([
    { path: 'expiresAt', message: 'Give an instant that is still to come, at most a year from now.' },
  ]);
}

async function requirePlace(
  queries: Queries,
  { project, environment }: LinkPlace,
): Promise<{ projectId: number; hostedId: number; slug: string }> {
  const projectId = await findProjectId(queries, project);
  const place = await findPlace(queries, projectId, environment);
  if (!place) throw environmentNotFound(project, environment);
  const { hostedId, slug } = place;
  if (hostedId !== null && slug !== null) return { projectId, hostedId, slug };
  throw new ProblemError(
    'not-hosted',
    `Slipway does not run "${environment}", so that there is nothing a link could open.`,
  );
}

function linkNotFound({ environment }: LinkPlace, link: string): ProblemError {
  return new ProblemError(
    'link-not-found',
    `"${environment}" has no link ${link.slice(0, 50)} that still opens it.`,
  );
}

function linkOf(row: LinkRow, slug: string, { key, urls }: Pick<LinksDeps, 'key' | 'urls'>): ShareLink {
  return {
    id: String(row.id),
    label: row.label,
    url: `${urls.urlOf(slug)}/__slipway/share/${linkTokenOf(key, row)}`,
    hasPassword: row.password_hash !== null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    uses: row.uses,
  };
}

/** Neither token nor password. */
function factsOf({ id, label, expires_at, password_hash }: LinkRow): Record<string, unknown> {
  const facts = { id: String(id), label, expiresAt: expires_at.toISOString() };
  return { link: { ...facts, hasPassword: password_hash !== null } };
}

interface Audited {
  projectId: number;
  place: LinkPlace;
  author: Author;
  action: 'share' | 'unshare';
  before: unknown;
  after: unknown;
}

async function audit(tx: Queries, { place: { environment }, ...change }: Audited): Promise<void> {
  await record(tx, { ...change, subject: 'environment', key: environment, environmentKey: environment });
}

function cursorIn(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw invalidRequest([{ path: 'cursor', message: 'Use the `next` of the page before.' }]);
}
