import { createToken, getMe, listTokens, revokeToken } from '@slipway/api';
import { type App, type Principal, route } from '../platform/http/index.ts';
import type { Tokens } from './service.ts';

export function accessRoutes(app: App, tokens: Tokens): void {
  route(app, getMe, ({ principal }) => ({ body: meOf(principal) }));
  route(app, listTokens, async ({ params, query }) => ({ body: await tokens.list(params.project, query) }));
  route(app, createToken, async ({ params, body, author }) => ({
    body: await tokens.create(params.project, body, author),
  }));
  route(app, revokeToken, async ({ params, query, author }) => {
    await tokens.revoke(params.project, params.token, query.reason, author);
    return { body: undefined };
  });
}

function meOf({ kind, id, name, scope, projectKey, environmentKey }: Principal) {
  return { kind, id, name, scope, project: projectKey, environment: environmentKey };
}
