import {
  checkBlueprint,
  createBlueprint,
  deleteBlueprint,
  getBlueprint,
  listBlueprints,
  updateBlueprint,
} from '@slipway/api';
import { type App, route } from '../platform/http/index.ts';
import type { Blueprints } from './service.ts';

export function blueprintsRoutes(app: App, blueprints: Blueprints): void {
  route(app, listBlueprints, ({ params, query }) => blueprints.list(params.project, query));
  route(app, createBlueprint, ({ params, body, author }) => blueprints.create(params.project, body, author));
  route(app, getBlueprint, ({ params }) => blueprints.get(params));
  route(app, updateBlueprint, ({ params, body, author, ifMatch }) =>
    blueprints.update(params, body, { author, ifMatch, reason: body.reason }),
  );
  route(app, deleteBlueprint, ({ params, query, author, ifMatch }) =>
    blueprints.remove(params, { author, ifMatch, reason: query.reason }),
  );
  route(app, checkBlueprint, ({ params, body }) => blueprints.check(params.project, body));
}
