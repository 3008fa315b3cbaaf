import {
  archiveFlag,
  createFlag,
  dropFlagOverride,
  getFlag,
  getFlagState,
  killFlag,
  killFlagEverywhere,
  listFlagOverview,
  listFlagStates,
  listFlags,
  listStatesIn,
  putFlagConfig,
  restoreFlag,
  switchFlag,
  unarchiveFlag,
  updateFlag,
} from '@slipway/api';
import { type App, route } from '../platform/http/index.ts';
import type { Flags } from './service.ts';

export function flagsRoutes(app: App, flags: Flags): void {
  definitionRoutes(app, flags);
  stateRoutes(app, flags);
}

function definitionRoutes(app: App, flags: Flags): void {
  route(app, listFlags, ({ params, query }) => flags.list(params.project, query));
  route(app, listFlagOverview, ({ params, query }) => flags.overview(params.project, query));
  route(app, createFlag, ({ params, body, author }) => flags.create(params.project, body, author));
  route(app, getFlag, ({ params }) => flags.get(params));
  route(app, updateFlag, ({ params, body, author, ifMatch }) =>
    flags.update(params, body, { author, ifMatch, reason: body.reason }),
  );
  route(app, archiveFlag, ({ params, body, author, ifMatch }) =>
    flags.archive(params, { author, ifMatch, reason: body.reason }),
  );
  route(app, unarchiveFlag, ({ params, body, author, ifMatch }) =>
    flags.unarchive(params, { author, ifMatch, reason: body.reason }),
  );
}

function stateRoutes(app: App, flags: Flags): void {
  route(app, listFlagStates, ({ params, query }) => flags.listStates(params, query));
  route(app, listStatesIn, ({ params, query }) => flags.listStatesIn(params, query));
  route(app, getFlagState, ({ params }) => flags.getState(params));
  route(app, putFlagConfig, ({ params, body, author, ifMatch }) =>
    flags.putConfig(params, body, { author, ifMatch }),
  );
  route(app, dropFlagOverride, ({ params, query, author, ifMatch }) =>
    flags.dropOverride(params, { author, ifMatch, reason: query.reason }),
  );
  route(app, switchFlag, ({ params, body, author, ifMatch }) =>
    flags.switch(params, body, { author, ifMatch }),
  );
  route(app, killFlag, ({ params, body, author }) => flags.kill(params, { author, reason: body.reason }));
  route(app, restoreFlag, ({ params, body, author }) =>
    flags.restore(params, { author, reason: body.reason }),
  );
  route(app, killFlagEverywhere, ({ params, body, author }) => flags.killEverywhere(params, body, author));
}
