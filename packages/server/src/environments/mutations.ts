import { type Environment, type EnvironmentDraft, type EnvironmentEdit, ProblemError } from '@slipway/api';
import type { z } from 'zod';
import type { Guard } from '../changes/index.ts';
import type { Queries } from '../platform/db/index.ts';
import type { Answer } from '../platform/http/index.ts';
import {
  environmentNotFound,
  type Ground,
  type GuardedPlace,
  type Outcome,
  rulesetEnds,
  withDescendants,
} from '../rulesets/index.ts';
import { baseRefusal, depthUnder, killsToCarry, protectionRefusal, rebased } from './decide.ts';
import {
  deleteEnvironmentRow,
  type EnvironmentRow,
  findEnvironment,
  insertEnvironment,
  insertKills,
  loadKills,
  shiftDepth,
  updateEnvironmentRow,
} from './store.ts';

type Draft = Omit<z.infer<typeof EnvironmentDraft>, 'reason' | 'run'>;
type Edit = Omit<z.infer<typeof EnvironmentEdit>, 'reason'>;
type Work<T> = (ground: Ground) => Promise<Outcome<T>>;

const everything = { flags: 'all', segments: 'all' } as const;

export function environmentCreation({
  key,
  name = key,
  kind,
  base = null,
}: Draft): Work<Answer<Environment>> {
  return async (ground) => {
    const { tx, project, at } = ground;
    const place = baseOf(ground, base);
    const placed = { projectId: project.id, baseId: place?.id ?? null, depth: depthUnder(place), at };
    const id = await insertEnvironment(tx, { ...placed, key, name, kind });
    if (id === undefined)
      throw new ProblemError(
        'environment-key-taken',
        `Project "${project.key}" already has an environment "${key}". Choose another key.`,
      );
    const change = { action: 'create', subject: 'environment', key, environmentKey: key } as const;
    return {
      touched: everything,
      within: [id],
      changes: [{ ...change, before: null, after: { name, kind, base } }],
      reply: () => answerOf(ground, key),
    };
  };
}

export function environmentEdition(
  key: string,
  { name, base }: Edit,
  guard: Guard,
): Work<Answer<Environment>> {
  return async (ground) => {
    const { tx } = ground;
    const { row, place } = await find(ground, key);
    const before = contentOf(row);
    const after = { ...before, name, base };
    await guard({ tx, etag: etagOf(row), content: before });
    const reply = () => answerOf(ground, key);
    if (row.name === name && row.base === base) return { touched: {}, changes: [], reply };
    const within = row.base === base ? [] : await rebase(ground, place, baseOf(ground, base));
    await updateEnvironmentRow(tx, row.id, { name, baseId: baseOf(ground, base)?.id ?? null });
    const change = {
      action: 'update',
      subject: 'environment',
      key,
      environmentKey: key,
      before,
      after,
    } as const;
    return { touched: within.length > 0 ? everything : {}, within, changes: [change], reply };
  };
}

/** What else goes with an environment, in the same transaction; throws ProblemError where it has to stay. */
export type OnDelete = (tx: Queries, environmentId: number) => Promise<void>;

export function environmentDeletion(key: string, guard: Guard, onDelete: OnDelete): Work<undefined> {
  return async (ground) => {
    const { tx, places } = ground;
    const { row, place } = await find(ground, key);
    const before = contentOf(row);
    await guard({ tx, etag: etagOf(row), content: before });
    const children = places.filter(({ baseId }) => baseId === place.id).map((child) => `"${child.key}"`);
    if (children.length > 0)
      throw new ProblemError(
        'environment-in-use',
        `Environment "${key}" is the base of ${children.slice(0, 20).join(', ')}. Give these another base or delete them first.`,
      );
    const ends = await rulesetEnds(tx, place);
    await onDelete(tx, row.id);
    await deleteEnvironmentRow(tx, row.id);
    const change = {
      action: 'delete',
      subject: 'environment',
      key,
      environmentKey: key,
      before,
      after: null,
    } as const;
    return { touched: {}, within: [], also: ends, changes: [change], reply: async () => undefined };
  };
}

/** Moves an environment under another base and answers whose rulesets that may change. */
async function rebase(
  { tx, project, places, at }: Ground,
  place: GuardedPlace,
  base: GuardedPlace | null,
): Promise<number[]> {
  const refusal = baseRefusal(places, place, base) ?? protectionRefusal(place, base);
  if (refusal) throw new ProblemError('base-refused', refusal);
  const after = rebased(places, place, base);
  const carried = killsToCarry(places, after, place.id, await loadKills(tx, project.id));
  await insertKills(
    tx,
    place.id,
    carried.map(({ id }) => id),
    at,
  );
  const moved = withDescendants(places, [place.id]).map(({ id }) => id);
  await shiftDepth(tx, moved, depthUnder(base) - place.depth);
  return moved;
}

function baseOf({ places, project }: Ground, key: string | null): GuardedPlace | null {
  if (key === null) return null;
  const base = places.find((place) => place.key === key);
  if (!base) throw environmentNotFound(project.key, key);
  return base;
}

async function find(
  { tx, project, places }: Ground,
  key: string,
): Promise<{ row: EnvironmentRow; place: GuardedPlace }> {
  const row = await findEnvironment(tx, project.id, key);
  const place = places.find(({ id }) => id === row?.id);
  if (!row || !place) throw environmentNotFound(project.key, key);
  return { row, place };
}

async function answerOf({ tx, project }: Ground, key: string): Promise<Answer<Environment>> {
  const row = await findEnvironment(tx, project.id, key);
  if (!row) throw environmentNotFound(project.key, key);
  return environmentAnswer(row);
}

export function environmentAnswer(row: EnvironmentRow): Answer<Environment> {
  return { body: environmentOf(row), etag: etagOf(row) };
}

export function environmentOf(row: EnvironmentRow): Environment {
  const { key, name, kind, base, is_protected: isProtected, approvals, epoch, version } = row;
  const createdAt = row.created_at.toISOString();
  return { key, name, kind, base, isProtected, approvals, epoch, version, createdAt, run: null };
}

/** What the audit keeps of an environment. */
function contentOf({ name, kind, base }: EnvironmentRow): Pick<EnvironmentRow, 'name' | 'kind' | 'base'> {
  return { name, kind, base };
}

function etagOf({ revision }: EnvironmentRow): string {
  return `"r${revision}"`;
}
