import {
  createToken,
  getMe,
  listMembers,
  listTokens,
  putMember,
  removeMember,
  revokeToken,
} from '@slipway/api';
import { type App, type Principal, route } from '../platform/http/index.ts';
import type { Access } from './access.ts';
import { mayIn } from './rights.ts';

export function accessRoutes(app: App, { tokens, members }: Pick<Access, 'tokens' | 'members'>): void {
  route(app, getMe, ({ principal }) => ({ body: meOf(principal) }));
  route(app, listTokens, async ({ params, query }) => ({ body: await tokens.list(params.project, query) }));
  route(app, createToken, async ({ params, body, author }) => ({
    body: await tokens.create(params.project, body, author),
  }));
  route(app, revokeToken, async ({ params, query, author }) => {
    await tokens.revoke(params.project, params.token, query.reason, author);
    return { body: undefined };
  });
  route(app, listMembers, ({ params, query }) => members.list(params.project, query));
  route(app, putMember, ({ params, body, author, ifMatch, principal }) =>
    members.put(params, body, {
      author,
      ifMatch,
      mayAdd: mayIn(principal, 'instance:administer', { project: null }),
    }),
  );
  route(app, removeMember, ({ params, query, author }) =>
    members.remove(params, { author, reason: query.reason }),
  );
}

function meOf(principal: Principal) {
  const { kind, id, name, email, isOwner, targetingKey, scope, projectKey, environmentKey, memberships } =
    principal;
  return {
    ...{ kind, id, name, email, isOwner, targetingKey, scope },
    project: projectKey,
    environment: environmentKey,
    memberships: memberships.flatMap(({ projectKey: project, role, permissions, grants, environments }) =>
      role === null
        ? []
        : [
            {
              project,
              role,
              permissions: [...permissions],
              grants: [...grants],
              environments: [...environments],
            },
          ],
    ),
  };
}
