import {
  createEnvironment,
  deleteEnvironment,
  type Environment,
  type EnvironmentDraft,
  type EnvironmentRun,
  explainFlag,
  getEnvironment,
  listEnvironments,
  listOverrides,
  previewPromotion,
  promote,
  type RunDraft,
  updateEnvironment,
} from '@slipway/api';
import type { z } from 'zod';
import { visibleEnvironments } from '../access/index.ts';
import {
  type Answer,
  type App,
  type Author,
  type Gate,
  type Principal,
  route,
} from '../platform/http/index.ts';
import type { Environments } from './service.ts';

/** What the slice that runs environments adds. */
export interface RunsOfEnvironments {
  create(
    project: string,
    draft: z.infer<typeof EnvironmentDraft> & { run: RunDraft },
    author: Author,
  ): Promise<Answer<Environment>>;
  /** By key; of those that Slipway runs. */
  runs(project: string, keys: readonly string[]): Promise<ReadonlyMap<string, EnvironmentRun>>;
}

export function environmentsRoutes(
  app: App,
  environments: Environments,
  hosting: RunsOfEnvironments,
  authorise: Gate['authorise'],
): void {
  const requireKind = kindAsking(authorise);
  const withRuns = runAdding(hosting);
  route(app, listEnvironments, async ({ params, query, principal }) => {
    const visible = visibleEnvironments(principal, params.project);
    const answer = await environments.list(params.project, query, visible);
    return { ...answer, body: { ...answer.body, items: await withRuns(params.project, answer.body.items) } };
  });
  const withRun = async (project: string, answer: Answer<Environment>): Promise<Answer<Environment>> => {
    const [body = answer.body] = await withRuns(project, [answer.body]);
    return { ...answer, body };
  };
  route(app, createEnvironment, async ({ params, body, author, principal }) => {
    requireKind(principal, params.project, body);
    const { run } = body;
    if (!run) return environments.create(params.project, body, author);
    return withRun(params.project, await hosting.create(params.project, { ...body, run }, author));
  });
  route(app, getEnvironment, async ({ params }) => withRun(params.project, await environments.get(params)));
  route(app, updateEnvironment, async ({ params, body, author, ifMatch, principal }) => {
    requireKind(principal, params.project, (await environments.get(params)).body);
    const write = { author, ifMatch, reason: body.reason };
    return withRun(params.project, await environments.update(params, body, write));
  });
  route(app, deleteEnvironment, async ({ params, query, author, ifMatch, principal }) => {
    requireKind(principal, params.project, (await environments.get(params)).body);
    return environments.remove(params, { author, ifMatch, reason: query.reason });
  });
  overlayRoutes(app, environments, authorise);
  route(app, explainFlag, ({ params, body }) => environments.explain(params, body));
}

function runAdding({ runs }: RunsOfEnvironments) {
  return async (project: string, items: readonly Environment[]): Promise<Environment[]> => {
    const found = await runs(
      project,
      items.map(({ key }) => key),
    );
    return items.map((item) => ({ ...item, run: found.get(item.key) ?? null }));
  };
}

function overlayRoutes(app: App, environments: Environments, authorise: Gate['authorise']): void {
  route(app, listOverrides, ({ params, query }) => environments.overrides(params, query));
  route(app, previewPromotion, ({ params: { project, environment }, query: { to, flags, segments } }) =>
    environments.previewPromotion({
      project,
      from: environment,
      to,
      flags: namesIn(flags),
      segments: namesIn(segments),
    }),
  );
  route(app, promote, ({ params: { project, environment }, body, author, ifMatch, principal }) => {
    const { to, flags, segments, reason } = body;
    // The route's own permission is that of the environment which it reads.
    const target = { project, environment: to };
    authorise(principal, 'flag:write', target);
    const authoriseItem = (kind: string, key: string): void => {
      if (kind === 'segment') authorise(principal, 'segment:write', { ...target, segment: key });
    };
    const write = { author, reason, ifMatch, authorise: authoriseItem };
    return environments.promote({ project, from: environment, to, flags, segments }, write);
  });
}

function namesIn(text: string | undefined): string[] | undefined {
  return text?.split(',').filter(Boolean);
}

/** The kind never changes, so that it may be looked at before the write. */
function kindAsking(authorise: Gate['authorise']) {
  return (principal: Principal, project: string, { key, kind }: { key: string; kind: string }): void => {
    if (kind === 'permanent')
      authorise(principal, 'environment:write-permanent', { project, environment: key });
  };
}
