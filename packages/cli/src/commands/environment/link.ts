import { createLink, listLinks, revokeLink, type ShareLink } from '@slipway/api';
import type { Command } from 'commander';
import { inProject, withExamples } from '../../options.ts';
import { everyPage } from '../../pages.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { table } from '../../text/table.ts';
import { parseInstant, parseSpan, utcText } from '../../text/time.ts';
import { readPassword } from '../../token-input.ts';

interface CreateOptions extends SessionOptions {
  label?: string;
  for?: string;
  until?: string;
  passwordFile?: string;
}

export function addLinkCommands(environment: Command, shell: Shell): void {
  const link = environment
    .command('link')
    .description('share links: they open one environment, and nothing else, without an account');
  withExamples(link, {
    'slipway environment link create pr-1 --label "product owner"': 'valid for seven days',
  });
  addCreate(link, shell);
  addList(link, shell);
  addRevoke(link, shell);
}

function addCreate(link: Command, shell: Shell): void {
  const command = inProject(link.command('create <environment>').description('make a share link'))
    .option('--label <text>', 'for whom')
    .option('--for <span>', 'valid so long, such as 12h or 30d; default 7d')
    .option('--until <instant>', 'valid until then; at most a year')
    .option('--password-file <file>', 'ask for the password in this file; - is standard input');
  withExamples(command, {
    'slipway environment link create pr-1 --label "product owner"':
      'prints the link alone; valid for seven days',
    'slipway environment link create demo --for 30d --password-file password.txt':
      'whoever opens it needs the password too',
  });
  command.action((key: string, options: CreateOptions) => create(shell, key, options));
}

async function create(shell: Shell, key: string, options: CreateOptions): Promise<void> {
  const { client, output, project } = await openSession(shell, options);
  const { label, passwordFile } = options;
  const expiresAt = expiryOf(options, shell.now());
  const password = passwordFile === undefined ? undefined : await readPassword(shell, passwordFile);
  const created = await client.call(createLink, {
    params: { project: await project(), environment: key },
    body: {
      ...(label === undefined ? {} : { label }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(password === undefined ? {} : { password }),
    },
  });
  output.show(created, () => created.url);
}

function expiryOf({ for: span, until }: CreateOptions, now: number): string | undefined {
  if (until !== undefined) return new Date(parseInstant(until)).toISOString();
  return span === undefined ? undefined : new Date(now + parseSpan(span)).toISOString();
}

function addList(link: Command, shell: Shell): void {
  const command = inProject(
    link.command('list <environment>').description('list an environment’s share links'),
  );
  withExamples(command, { 'slipway environment link list pr-1': 'who made them, how often they were used' });
  command.action(async (key: string, options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), environment: key };
    const page = await everyPage((query) => client.call(listLinks, { params, query }));
    output.show(page, () => linkTable(page.items, key, shell.now()));
  });
}

function linkTable(links: readonly ShareLink[], key: string, now: number): string {
  if (links.length === 0)
    return `There is no link to ${key}. Make one: slipway environment link create ${key}`;
  return table(
    ['ID', 'STATE', 'PASSWORD', 'USES', 'EXPIRES (UTC)', 'BY', 'LABEL'],
    links.map((link) => [
      link.id,
      stateOf(link, now),
      link.hasPassword ? 'yes' : 'no',
      String(link.uses),
      utcText(link.expiresAt),
      link.createdBy,
      link.label,
    ]),
  );
}

function stateOf({ revokedAt, expiresAt }: ShareLink, now: number): string {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) <= now ? 'expired' : 'valid';
}

function addRevoke(link: Command, shell: Shell): void {
  const command = inProject(
    link
      .command('revoke <environment> <link>')
      .description('revoke a share link; whoever came by it is out within seconds'),
  );
  withExamples(command, { 'slipway environment link revoke pr-1 12': 'by its id, as listed' });
  command.action(async (key: string, id: string, options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    await client.call(revokeLink, { params: { project: await project(), environment: key, link: id } });
    output.show({ revoked: id }, () => `Revoked link ${id} of ${key}.`);
  });
}
