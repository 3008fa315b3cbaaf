import {
  createEnvironment,
  deleteEnvironment,
  explainFlag,
  getEnvironment,
  listEnvironments,
  listOverrides,
  previewPromotion,
  promote,
  updateEnvironment,
} from '@slipway/api';
import { visibleEnvironments } from '../access/index.ts';
import { type App, type Gate, type Principal, route } from '../platform/http/index.ts';
import type { Environments } from './service.ts';

export function environmentsRoutes(app: App, environments: Environments, authorise: Gate['authorise']): void {
  const requireKind = kindAsking(authorise);
  route(app, listEnvironments, ({ params, query, principal }) =>
    environments.list(params.project, query, visibleEnvironments(principal, params.project)),
  );
  route(app, createEnvironment, ({ params, body, author, principal }) => {
    requireKind(principal, params.project, body);
    return environments.create(params.project, body, author);
  });
  route(app, getEnvironment, ({ params }) => environments.get(params));
  route(app, updateEnvironment, async ({ params, body, author, ifMatch, principal }) => {
    requireKind(principal, params.project, (await environments.get(params)).body);
    return environments.update(params, body, { author, ifMatch, reason: body.reason });
  });
  route(app, deleteEnvironment, async ({ params, query, author, ifMatch, principal }) => {
    requireKind(principal, params.project, (await environments.get(params)).body);
    return environments.remove(params, { author, ifMatch, reason: query.reason });
  });
  overlayRoutes(app, environments, authorise);
  route(app, explainFlag, ({ params, body }) => environments.explain(params, body));
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
