import {
  type Endpoint,
  endpoints,
  grantable,
  type Permission,
  permissions,
  type Role,
  roles,
} from '@slipway/api';
import { expect, test } from 'vitest';
import { limits, scopes } from './index.ts';

const roleNames = Object.keys(roles) as Role[];
const scopeNames = Object.keys(scopes) as (keyof typeof scopes)[];
const names = Object.keys(permissions) as Permission[];

test('the reference of permissions says what the tables say; vitest -u rewrites it', async () => {
  await expect(reference()).toMatchFileSnapshot('../../../../docs/reference/permissions.md');
});

test('every permission is asked for by a route, or held for what comes next', () => {
  const asked = new Set<Permission>(endpoints.map(({ permission }) => permission));

  expect(names.filter((name) => !asked.has(name))).toEqual([
    'feedback:write',
    // Asked for by the route of environment:write, of permanent environments.
    'environment:write-permanent',
  ]);
});

function reference(): string {
  return [introduction, byRole(), single(), byToken(), byRoute()].join('\n');
}

const introduction = `# Permissions

Made from the tables that the server decides by; a test keeps this page and the tables alike
(\`npx vitest run packages/server/src/access/permissions-reference.test.ts -u\` rewrites it).

- A person has one role in each project and may have single permissions besides. An owner of the installation may everything everywhere.
- Who does not belong to a project is answered as if it did not exist: 404 \`project-not-found\`. A member without the permission gets 403 \`forbidden\`, and an answer without a valid credential is 401 \`unauthenticated\`.
- A stakeholder sees the environments that the invitation names, and nothing else of the project.
- Creating, changing and removing a permanent environment needs \`environment:write-permanent\` besides \`environment:write\`.
- What reaches a protected environment needs an approval besides the permission: see [Protected environments](../guide/protected-environments.md).
`;

function byRole(): string {
  const inProject = names.filter((name) => roleNames.some((role) => isIn(roles[role], name)));
  const rows = inProject.map((name) => [
    `\`${name}\``,
    permissions[name],
    ...roleNames.map((role) => mark(roles[role], name)),
  ]);
  return `## Roles\n\n${markdownTable(['permission', 'may', ...roleNames], rows)}`;
}

function single(): string {
  const rows = grantable.map((name) => [`\`${name}\``, limits[name]?.join(', ') ?? '–']);
  return `## Single permissions\n\nCan be given to a member or a service account besides the role, some limited to one environment or one segment.\n\n${markdownTable(['permission', 'can be limited to one'], rows)}`;
}

function byToken(): string {
  const rows = scopeNames.map((scope) => [
    `\`${scope}\``,
    scope === 'admin'
      ? 'All that an administrator of the project may, or what its role and single permissions say (a service account). One that is bound to no project may everything everywhere, but read no ruleset.'
      : scopes[scope].map((name) => `\`${name}\``).join(' '),
  ]);
  return `## Tokens\n\n${markdownTable(['scope', 'may'], rows)}`;
}

function byRoute(): string {
  const rows = endpoints.map(({ method, path, permission, summary }: Endpoint) => [
    `\`${method.toUpperCase()} ${path}\``,
    permission === 'public' ? 'nothing' : `\`${permission}\``,
    summary,
  ]);
  return `## Routes\n\n${markdownTable(['route', 'needs', ''], rows)}`;
}

function mark(granted: readonly Permission[], name: Permission): string {
  return isIn(granted, name) ? '✓' : '–';
}

function isIn(granted: readonly Permission[], name: Permission): boolean {
  return granted.includes(name);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
