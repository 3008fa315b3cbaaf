import { getChange, listChanges, revertChange, verifyChanges } from '@slipway/api';
import { type App, route } from '../platform/http/index.ts';
import type { Changes } from './service.ts';

export function changesRoutes(app: App, changes: Changes): void {
  route(app, listChanges, ({ params, query }) => changes.list(params.project, query));
  route(app, getChange, ({ params }) => changes.get(params));
  route(app, verifyChanges, ({ params }) => changes.verify(params.project));
  route(app, revertChange, ({ params, body, author }) => changes.revert(params, body.reason, author));
}
