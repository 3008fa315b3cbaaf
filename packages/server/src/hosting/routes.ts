import {
  cloneEnvironment,
  compareEnvironments,
  destroyEnvironment,
  execInEnvironment,
  extendEnvironment,
  followLogs,
  getHostingQuota,
  getRun,
  planEnvironment,
  redeploy,
  resetData,
  restoreData,
  setEnvironmentAccess,
  sleepEnvironment,
  snapshotData,
  wakeEnvironment,
} from '@slipway/api';
import { type App, rawRoute, route } from '../platform/http/index.ts';
import * as actions from './actions.ts';
import type { Hosting } from './service.ts';
import type { HostingStreams } from './streams.ts';

export interface HostingFace {
  /** Opens what environments need, with the first call. */
  hosting: () => Promise<Hosting>;
  streams: () => Promise<HostingStreams>;
  /** The flag environment’s deletion, which takes what runs with it. */
  remove: (
    at: { project: string; environment: string },
    write: Parameters<typeof actions.destroy>[2],
  ) => Promise<unknown>;
}

export function hostingRoutes(app: App, face: HostingFace): void {
  const { hosting, streams } = face;
  route(app, planEnvironment, async ({ params, body: { base, ...run } }) =>
    (await hosting()).plan(params.project, { run, base }),
  );
  route(app, getHostingQuota, async ({ params }) => (await hosting()).quota(params.project));
  route(app, getRun, async ({ params }) => (await hosting()).detail(params));
  route(app, compareEnvironments, async ({ params, query }) =>
    (await hosting()).difference(params, query.to),
  );
  route(app, redeploy, async ({ params, body, author }) => (await hosting()).redeploy(params, body, author));
  route(app, cloneEnvironment, async ({ params, body, author }) =>
    (await hosting()).clone(params, body, author),
  );
  route(app, destroyEnvironment, ({ params, body, author }) =>
    actions.destroy(face, params, { author, reason: body.reason }),
  );
  lifeRoutes(app, hosting);
  dataRoutes(app, hosting);
  rawRoute(app, followLogs, async (input) => (await streams()).followLogs(input));
  rawRoute(app, execInEnvironment, async (input) => (await streams()).exec(input));
}

function lifeRoutes(app: App, hosting: HostingFace['hosting']): void {
  route(app, sleepEnvironment, async ({ params, body, author }) =>
    (await hosting()).act({ at: params, author, ...actions.sleep(body.how) }),
  );
  route(app, wakeEnvironment, async ({ params, author }) =>
    (await hosting()).act({ at: params, author, ...actions.wake }),
  );
  route(app, extendEnvironment, async ({ params, body, author }) =>
    (await hosting()).act({ at: params, author, ...actions.extend(body) }),
  );
  route(app, setEnvironmentAccess, async ({ params, body, author }) =>
    (await hosting()).act({ at: params, author, ...actions.access(body) }),
  );
}

function dataRoutes(app: App, hosting: HostingFace['hosting']): void {
  route(app, resetData, async ({ params, body, author }) =>
    (await hosting()).act({ at: params, author, ...actions.reset(body.seed) }),
  );
  route(app, snapshotData, async ({ params, body, author }) => {
    await (await hosting()).requireNewSnapshot(params, body.name);
    return (await hosting()).act({ at: params, author, ...actions.snapshot(body.name) });
  });
  route(app, restoreData, async ({ params, body, author }) => {
    await (await hosting()).requireSnapshot(params, body.name);
    return (await hosting()).act({ at: params, author, ...actions.restore(body.name) });
  });
}
