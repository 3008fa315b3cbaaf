import {
  createEnvironment,
  deleteEnvironment,
  explainFlag,
  getEnvironment,
  listEnvironments,
  updateEnvironment,
} from '@slipway/api';
import { type App, route } from '../platform/http/index.ts';
import type { Environments } from './service.ts';

export function environmentsRoutes(app: App, environments: Environments): void {
  route(app, listEnvironments, ({ params, query }) => environments.list(params.project, query));
  route(app, createEnvironment, ({ params, body, author }) =>
    environments.create(params.project, body, author),
  );
  route(app, getEnvironment, ({ params }) => environments.get(params));
  route(app, updateEnvironment, ({ params, body, author, ifMatch }) =>
    environments.update(params, body, { author, ifMatch, reason: body.reason }),
  );
  route(app, deleteEnvironment, ({ params, query, author, ifMatch }) =>
    environments.remove(params, { author, ifMatch, reason: query.reason }),
  );
  route(app, explainFlag, ({ params, body }) => environments.explain(params, body));
}
