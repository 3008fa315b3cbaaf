import {
  createToken,
  type Grant,
  listTokens,
  type Role,
  revokeToken,
  roles,
  type Token,
  tokenScopes,
} from '@slipway/api';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { grantText, parseGrant } from '../grant.ts';
import { collect, inProject, oneOf, withExamples, withReason } from '../options.ts';
import { everyPage } from '../pages.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { table } from '../text/table.ts';
import { parseInstant, utcText } from '../text/time.ts';

type AccountRole = Exclude<Role, 'stakeholder'>;

const accountRoles = Object.keys(roles).filter((role): role is AccountRole => role !== 'stakeholder');

interface CreateOptions extends SessionOptions {
  scope?: (typeof tokenScopes)[number];
  role?: AccountRole;
  grant?: Grant[];
  environment?: string;
  expires?: number;
  reason?: string;
}

export function addTokenCommands(program: Command, shell: Shell): void {
  const token = program.command('token').description('tokens: credentials of services, scripts and SDKs');
  withExamples(token, {
    'slipway token create web --scope server -e production': 'for the SDK of one environment',
    'slipway token revoke tok_123 --reason "laptop lost"': 'at once, also for open streams',
  });
  addList(token, shell);
  addCreate(token, shell);
  addRevoke(token, shell);
}

function addList(token: Command, shell: Shell): void {
  const command = inProject(token.command('list').description('list tokens that are not revoked'));
  withExamples(command, {
    'slipway token list': 'names, what they may, expiry and last use; never the tokens themselves',
  });
  command.action(async (options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const page = await everyPage((query) => client.call(listTokens, { params, query }));
    output.show(page, () => tokenTable(page.items));
  });
}

function addCreate(token: Command, shell: Shell): void {
  const command = inProject(token.command('create <name>').description('create a token; it is shown once'))
    .option('--scope <scope>', tokenScopes.join(', '), oneOf(tokenScopes))
    .option('--role <role>', `a service account instead: ${accountRoles.join(', ')}`, oneOf(accountRoles))
    .option(
      '--grant <permission>',
      'besides the role, @environment or /segment to limit it; may be repeated',
      collect(parseGrant),
    )
    .option('-e, --environment <environment>', 'needed for the scopes server and client')
    .option('--expires <instant>', 'such as 2027-01-01T00:00:00Z', parseInstant);
  withReason(command);
  withExamples(command, {
    'slipway token create web --scope server -e production': 'for the SDK of one environment',
    'TOKEN=$(slipway token create ci --scope deploy --json | jq -r .token)':
      'for a script, without showing it',
    'slipway token create oncall-bot --role viewer --grant flag:kill':
      'a service account that sees everything and may kill',
  });
  command.action(async (name: string, options: CreateOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const { environment, expires } = options;
    const rights = rightsIn(options);
    const body = {
      name,
      ...rights,
      ...(environment ? { environment } : {}),
      ...(expires === undefined ? {} : { expiresAt: new Date(expires).toISOString() }),
      ...reasonIn(options),
    };
    const created = await client.call(createToken, { params: { project: await project() }, body });
    // Only the token on standard output, so that it can be piped.
    output.show(created, () => created.token);
    if (!output.isJson)
      output.note(`Created ${kindOf(created)} "${name}" (${created.id}). It is not shown again.`);
  });
}

function rightsIn({ scope, role, grant: grants }: CreateOptions) {
  if (role !== undefined) return { scope: scope ?? 'admin', role, ...(grants ? { grants } : {}) } as const;
  if (scope === undefined) throw new UsageError('Say what the token may: --scope or --role.');
  return { scope, ...(grants ? { grants } : {}) };
}

function kindOf({ scope, role }: Pick<Token, 'scope' | 'role'>): string {
  return role === null ? `${scope} token` : `service account (${role})`;
}

function addRevoke(token: Command, shell: Shell): void {
  const command = inProject(
    token.command('revoke <id>').description('revoke a token and cut its open streams'),
  );
  withReason(command);
  withExamples(command, {
    'slipway token revoke tok_123 --reason "laptop lost"': 'the id comes from slipway token list',
  });
  command.action(async (id: string, options: SessionOptions & { reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    await client.call(revokeToken, {
      params: { project: await project(), token: id },
      query: reasonIn(options),
    });
    output.show({ revoked: id }, () => `Revoked token ${id}.`);
  });
}

function makerText({ madeBy, isMakerGone }: Token): string {
  if (madeBy === null) return '–';
  const who = madeBy.kind === 'token' ? `token ${madeBy.name}` : madeBy.name || '(erased)';
  return isMakerGone ? `${who} (gone)` : who;
}

function tokenTable(tokens: readonly Token[]): string {
  if (tokens.length === 0) return 'There are no tokens.';
  return table(
    ['ID', 'NAME', 'MAY', 'ENVIRONMENT', 'BEGINS WITH', 'MADE BY', 'EXPIRES (UTC)', 'LAST USED (UTC)'],
    tokens.map((token) => [
      token.id,
      token.name,
      [token.role ?? token.scope, ...token.grants.map(grantText)].join(' '),
      token.environment ?? '–',
      token.prefix,
      makerText(token),
      utcText(token.expiresAt),
      utcText(token.lastUsedAt),
    ]),
  );
}
