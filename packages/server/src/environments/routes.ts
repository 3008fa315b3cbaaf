import {
  createEnvironment,
  deleteEnvironment,
  explainFlag,
  getEnvironment,
  listEnvironments,
  updateEnvironment,
} from '@slipway/api';
import { authorise, visibleEnvironments } from '../access/index.ts';
import { type App, type Principal, route } from '../platform/http/index.ts';
import type { Environments } from './service.ts';

export function environmentsRoutes(app: App, environments: Environments): void {
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
  route(app, explainFlag, ({ params, body }) => environments.explain(params, body));
}

/** The kind never changes, so that it may be looked at before the write. */
function requireKind(
  principal: Principal,
  project: string,
  { key, kind }: { key: string; kind: string },
): void {
  if (kind === 'permanent')
    authorise(principal, 'environment:write-permanent', { project, environment: key });
}
