import { createHash } from 'node:crypto';
import type { Promotion } from '@slipway/api';
import { canonicalJson } from '@slipway/engine';
import { matchGuard } from '../changes/index.ts';
import { readFlagPromotion } from '../flags/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Answer, type Author, invalidRequest } from '../platform/http/index.ts';
import {
  type Ends,
  environmentNotFound,
  findProjectId,
  type GuardedPlace,
  type LockedProject,
  loadPlaces,
  type Mutations,
  type PromotionPart,
  withDescendants,
} from '../rulesets/index.ts';
import { readSegmentPromotion } from '../segments/index.ts';

type Item = Promotion['items'][number];

/** What is to be promoted, from where to where. Nothing named = every override. */
export interface PromotionRequest {
  project: string;
  from: string;
  to: string;
  flags?: readonly string[] | undefined;
  segments?: readonly string[] | undefined;
}

export interface PromotionWrite {
  author: Author;
  reason: string | undefined;
  ifMatch: string | null;
  /** Throws unless who asks may write this to the other environment. */
  authorise(kind: Item['kind'], key: string): void;
}

export async function previewOf(db: Database, request: PromotionRequest): Promise<Answer<Promotion>> {
  requireTwo(request);
  const read = { isolation: 'repeatable read', readOnly: true } as const;
  return transaction(
    db,
    async (tx) => {
      const project = { id: await findProjectId(tx, request.project), key: request.project };
      const ends = endsOf(await loadPlaces(tx, project.id), request);
      const { items, etag } = await planOf(tx, project, ends, request);
      return { body: { from: request.from, to: request.to, items }, etag };
    },
    read,
  );
}

/** All or nothing, as one mutation. */
export async function promotionOf(
  mutations: Mutations,
  request: PromotionRequest,
  { author, reason, ifMatch, authorise }: PromotionWrite,
): Promise<Answer<Promotion>> {
  requireTwo(request);
  const { project: projectKey, from, to } = request;
  const guard = matchGuard(ifMatch, `What promoting from "${from}" to "${to}" would change`);
  // Both ends are locked, so that what is promoted stands still as well as what it replaces; definitions do by the
  // project’s lock.
  const scope = { environments: [from, to] };
  const { reply, versions } = await mutations.run({ projectKey, scope, author, reason }, async (ground) => {
    const { tx, project, places, at } = ground;
    const ends = endsOf(places, request);
    const plan = await planOf(tx, project, ends, request);
    await guard({ tx, etag: plan.etag, content: plan.items });
    for (const { kind, key } of plan.items) authorise(kind, key);
    const body = { from, to, items: plan.items };
    return {
      touched: { flags: keysOf(plan.items, 'flag'), segments: keysOf(plan.items, 'segment') },
      within: withDescendants(places, [ends.to.id]).map(({ id }) => id),
      changes: await plan.write(tx, at),
      reply: async () => ({ body }),
    };
  });
  return { ...reply, versions };
}

interface Plan extends PromotionPart {
  /** Of both environments' rulesets and of what would be written. */
  etag: string;
}

async function planOf(
  tx: Queries,
  project: LockedProject,
  ends: Ends,
  { flags, segments }: PromotionRequest,
): Promise<Plan> {
  const [namedFlags, namedSegments] =
    flags || segments ? [[...new Set(flags)], [...new Set(segments)]] : [null, null];
  const ofFlags = await readFlagPromotion(tx, project, ends, namedFlags);
  const ofSegments = await readSegmentPromotion(tx, project, ends, namedSegments);
  const items = [...ofFlags.items, ...ofSegments.items];
  return {
    items,
    etag: await etagOf(tx, ends, { flags: namedFlags, segments: namedSegments, items }),
    write: async (to, at) => [...(await ofFlags.write(to, at)), ...(await ofSegments.write(to, at))],
  };
}

const DIGEST_CHARACTERS = 16;

async function etagOf(tx: Queries, { from, to }: Ends, content: object): Promise<string> {
  const rows = await tx
    .selectFrom('environments')
    .select(['id', 'version'])
    .where('id', 'in', [from.id, to.id])
    .execute();
  const versions = [from, to].map(({ id }) => rows.find((row) => row.id === id)?.version ?? 0);
  const what = canonicalJson({ from: from.key, to: to.key, ...content });
  const digest = createHash('sha256').update(what).digest('hex').slice(0, DIGEST_CHARACTERS);
  return `"${versions.join('.')}.${digest}"`;
}

function endsOf(places: readonly GuardedPlace[], { project, from, to }: PromotionRequest): Ends {
  const find = (wanted: string): GuardedPlace => {
    const place = places.find(({ key }) => key === wanted);
    if (!place) throw environmentNotFound(project, wanted);
    return place;
  };
  return { places, from: find(from), to: find(to) };
}

function requireTwo({ from, to }: PromotionRequest): void {
  if (from !== to) return;
  const message = `Environment "${from}" cannot be promoted to itself. Name another one.`;
  throw invalidRequest([{ path: 'to', message }]);
}

function keysOf(items: readonly Item[], kind: Item['kind']): string[] {
  return items.filter((item) => item.kind === kind).map(({ key }) => key);
}
