import {
  createService,
  deleteService,
  deleteServiceVariable,
  deleteVariable,
  getService,
  listBranches,
  listServices,
  listServiceVariables,
  listVariables,
  putServiceCredential,
  putServiceVariable,
  putVariable,
  updateService,
} from '@slipway/api';
import { type App, route } from '../platform/http/index.ts';
import type { Services } from './service.ts';
import type { Variables } from './variables.ts';

export function servicesRoutes(app: App, services: Services): void {
  route(app, listServices, ({ params, query }) => services.list(params.project, query));
  route(app, createService, ({ params, body, author }) => services.create(params.project, body, author));
  route(app, getService, ({ params }) => services.get(params));
  route(app, updateService, ({ params, body, author, ifMatch }) =>
    services.update(params, body, { author, ifMatch, reason: body.reason }),
  );
  route(app, deleteService, ({ params, query, author, ifMatch }) =>
    services.remove(params, { author, ifMatch, reason: query.reason }),
  );
  route(app, putServiceCredential, ({ params, body, author }) =>
    services.putCredential(params, body, author),
  );
  route(app, listBranches, ({ params, query }) => services.branches(params, query));
  variablesRoutes(app, services.variables);
}

function variablesRoutes(app: App, variables: Variables): void {
  route(app, listVariables, ({ params }) => variables.list({ ...params, service: null }));
  route(app, putVariable, ({ params, query, body, author }) =>
    variables.put({ ...params, ...query, service: null }, body, author),
  );
  route(app, deleteVariable, ({ params, query: { reason, ...place }, author }) =>
    variables.remove({ ...params, ...place, service: null }, reason, author),
  );
  route(app, listServiceVariables, ({ params }) => variables.list(params));
  route(app, putServiceVariable, ({ params, query, body, author }) =>
    variables.put({ ...params, ...query }, body, author),
  );
  route(app, deleteServiceVariable, ({ params, query: { reason, ...place }, author }) =>
    variables.remove({ ...params, ...place }, reason, author),
  );
}
