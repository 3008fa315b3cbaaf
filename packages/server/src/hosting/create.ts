import { createHash } from 'node:crypto';
import { type Environment, type EnvironmentDraft, ProblemError, type RunDraft } from '@slipway/api';
import { sql } from 'kysely';
import type { z } from 'zod';
import { environmentCreation } from '../environments/index.ts';
import type { Queries } from '../platform/db/index.ts';
import type { DataAction } from '../platform/db/tables/hosting.ts';
import type { Answer, Author } from '../platform/http/index.ts';
import type { Ground, Mutations, Outcome } from '../rulesets/index.ts';
import { lifeOf } from './life.ts';
import type { Planned } from './plan.ts';
import { insertHosted, notifyRun } from './store.ts';

type Draft = Omit<z.infer<typeof EnvironmentDraft>, 'run' | 'reason'>;

export interface Creation {
  readonly draft: Draft;
  readonly run: RunDraft;
  readonly planned: Pick<Planned, 'blueprint' | 'model' | 'revisions' | 'seed'>;
  readonly nodeId: string;
  readonly author: Author;
  /** What is done to the data first, such as copying another’s. */
  readonly dataAction?: DataAction;
  /** In the same transaction, when the environment is there: copies overrides. */
  readonly also?: (tx: Queries, environmentId: number) => Promise<void>;
  /** Refuses when there is no room; with the project locked. */
  readonly requireRoom: (tx: Queries) => Promise<void>;
}

/** The flag environment and what runs in it, made together. */
export async function createHosted(
  mutations: Mutations,
  project: string,
  creation: Creation,
  reason: string | undefined,
): Promise<Answer<Environment>> {
  const request = { projectKey: project, scope: 'project', author: creation.author, reason } as const;
  const { reply, versions } = await mutations.run(request, hostedCreation(creation));
  return { ...reply, versions };
}

function hostedCreation(creation: Creation): (ground: Ground) => Promise<Outcome<Answer<Environment>>> {
  return async (ground) => {
    const { tx, project } = ground;
    await creation.requireRoom(tx);
    const outcome = await environmentCreation(creation.draft)(ground);
    const [environmentId] = outcome.within ?? [];
    if (environmentId === undefined) throw new Error('The environment was not made.');
    await creation.also?.(tx, environmentId);
    await insert(tx, project, environmentId, creation);
    return outcome;
  };
}

async function insert(
  tx: Queries,
  project: { id: number; key: string },
  environmentId: number,
  { draft, run, planned, nodeId, author, dataAction }: Creation,
): Promise<void> {
  const { livesMs } = lifeOf[draft.kind];
  for (const slug of slugsFor(draft.key, project.key)) {
    const id = await insertHosted(tx, {
      project_id: project.id,
      environment_id: environmentId,
      key: draft.key,
      slug,
      kind: draft.kind,
      blueprint_id: planned.blueprint.id,
      runtime: 'process',
      node_id: nodeId,
      asked: JSON.stringify(run),
      revisions: JSON.stringify(planned.revisions),
      model: JSON.stringify(planned.model),
      seed: planned.seed,
      data_action: dataAction === undefined ? null : JSON.stringify(dataAction),
      expires_at: livesMs === null ? null : sql<Date>`now() + ${livesMs} * interval '1 millisecond'`,
      created_by: author.name,
    });
    if (id !== undefined) return notifyRun(tx, id);
  }
  throw new ProblemError(
    'environment-key-taken',
    `Another project’s environment already answers as "${draft.key}". Choose another key.`,
  );
}

const LONGEST_LABEL = 63;

/** Host names are shared by all projects: the first that is free. */
function slugsFor(key: string, project: string): string[] {
  const digest = createHash('sha256').update(`${project}/${key}`).digest('hex').slice(0, 8);
  const cut = (text: string, tail: string): string =>
    `${text.slice(0, LONGEST_LABEL - tail.length - 1).replace(/-+$/, '')}-${tail}`;
  // Two hyphens part a service from its environment in host names.
  return [key, cut(key, project.slice(0, 30)), cut(key, digest)].map((slug) => slug.replace(/-{2,}/g, '-'));
}
