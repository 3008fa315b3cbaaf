import {
  getChange,
  listChanges,
  listInstallationChanges,
  revertChange,
  verifyChanges,
  verifyInstallationChanges,
} from '@slipway/api';
import { z } from 'zod';
import { type App, type Gate, route } from '../platform/http/index.ts';
import type { Changes } from './service.ts';

export function changesRoutes(app: App, changes: Changes, authorise: Gate['authorise']): void {
  route(app, listChanges, ({ params, query }) => changes.list(params.project, query));
  route(app, listInstallationChanges, ({ query }) => changes.listOfInstallation(query));
  route(app, verifyInstallationChanges, () => changes.verifyInstallation());
  route(app, getChange, ({ params }) => changes.get(params));
  route(app, verifyChanges, ({ params }) => changes.verify(params.project));
  route(app, revertChange, async ({ params, body, author, principal }) => {
    const { body: change } = await changes.get(params);
    if (change.subject === 'environment' && Permanent.safeParse(change.before).success)
      authorise(principal, 'environment:write-permanent', {
        project: params.project,
        environment: change.key,
      });
    return changes.revert(params, body.reason, author);
  });
}

const Permanent = z.object({ kind: z.literal('permanent') });
