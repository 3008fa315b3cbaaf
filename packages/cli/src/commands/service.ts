import {
  type Branch,
  createService,
  deleteService,
  getService,
  listBranches,
  listServices,
  putServiceCredential,
  type Service,
  updateService,
} from '@slipway/api';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { readFileOrInput } from '../input-file.ts';
import { inProject, parseCount, tagOf, withExamples, withReason } from '../options.ts';
import { everyPage } from '../pages.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { pairs, table } from '../text/table.ts';
import { utcText } from '../text/time.ts';
import { readSecret } from '../token-input.ts';

interface ServiceOptions extends SessionOptions {
  repository?: string;
  folder?: string;
  defaultBranch?: string;
  name?: string;
  reason?: string;
}

export function addServiceCommands(program: Command, shell: Shell): void {
  const service = program
    .command('service')
    .description('services: repositories whose code environments run');
  withExamples(service, {
    'slipway service create web --repository https://git.example.com/academy/web.git': 'its code from now on',
    'slipway service branches web --contains checkout': 'what can be tried',
  });
  addList(service, shell);
  addShow(service, shell);
  addCreate(service, shell);
  addUpdate(service, shell);
  addDelete(service, shell);
  addCredential(service, shell);
  addBranches(service, shell);
}

function addList(service: Command, shell: Shell): void {
  const command = inProject(service.command('list').description('list services'));
  withExamples(command, { 'slipway service list': 'keys, repositories and how Slipway signs in there' });
  command.action(async (options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const page = await everyPage((query) => client.call(listServices, { params, query }));
    output.show(page, () => serviceTable(page.items));
  });
}

function addShow(service: Command, shell: Shell): void {
  const command = inProject(service.command('show <service>').description('show one service'));
  withExamples(command, { 'slipway service show web': 'its repository, folder and default branch' });
  command.action(async (key: string, options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const found = await client.call(getService, { params: { project: await project(), service: key } });
    output.show(found, () => serviceText(found));
  });
}

function addCreate(service: Command, shell: Shell): void {
  const command = inProject(service.command('create <key>').description('register a service')).requiredOption(
    '--repository <url>',
    'https://, ssh://, git@host:path, or file:// where the installation allows that folder',
  );
  withPlace(command);
  withExamples(command, {
    'slipway service create web --repository git@git.example.com:academy/web.git': 'a repository of its own',
    'slipway service create api --repository https://git.example.com/academy.git --folder apps/api':
      'one folder of a larger one',
  });
  command.action(async (key: string, options: ServiceOptions & { repository: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const body = { key, repository: options.repository, ...placeIn(options), ...reasonIn(options) };
    const created = await client.call(createService, { params: { project: await project() }, body });
    output.show(
      created,
      () =>
        `Registered service ${created.key}. Where its repository is private: slipway service credential ${key} --token`,
    );
  });
}

function addUpdate(service: Command, shell: Shell): void {
  const command = inProject(
    service.command('update <service>').description('change where a service’s code comes from'),
  ).option('--repository <url>', 'on another server the credential is dropped');
  withPlace(command);
  withExamples(command, { 'slipway service update web --default-branch trunk': 'everything else stays' });
  command.action(async (key: string, options: ServiceOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), service: key };
    const present = await client.request(getService, { params });
    const { name, repository, folder, defaultBranch } = present.body;
    const body = {
      ...{ name, repository: options.repository ?? repository, folder, defaultBranch },
      ...placeIn(options),
      ...reasonIn(options),
    };
    const updated = await client.call(updateService, { params, body, ifMatch: tagOf(present) });
    output.show(updated, () => serviceText(updated));
  });
}

function withPlace(command: Command): void {
  command
    .option('--folder <folder>', 'inside the repository; default the whole')
    .option('--default-branch <branch>', 'default main')
    .option('--name <text>', 'for people; default the key');
  withReason(command);
}

function placeIn({ name, folder, defaultBranch }: ServiceOptions) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(folder === undefined ? {} : { folder }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
  };
}

function addDelete(service: Command, shell: Shell): void {
  const command = inProject(
    service.command('delete <service>').description('remove a service that no blueprint is kept in'),
  );
  withReason(command);
  withExamples(command, { 'slipway service delete web': 'with its variables and its credential' });
  command.action(async (key: string, options: SessionOptions & { reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), service: key };
    const present = await client.request(getService, { params });
    await client.call(deleteService, { params, query: reasonIn(options), ifMatch: tagOf(present) });
    output.show({ deleted: key }, () => `Removed service ${key}.`);
  });
}

interface CredentialOptions extends SessionOptions {
  token?: boolean;
  sshKey?: boolean;
  none?: boolean;
  username?: string;
  file?: string;
  knownHosts?: string;
}

function addCredential(service: Command, shell: Shell): void {
  const command = inProject(
    service
      .command('credential <service>')
      .description(
        'set how Slipway signs in to the repository; the secret is piped in, never typed as an argument',
      ),
  )
    .option('--token', 'an access token for https')
    .option('--username <name>', 'that goes with the token; default git')
    .option('--ssh-key', 'a private key, without a passphrase')
    .option('--known-hosts <file>', 'the server’s keys; without them the first key seen is kept')
    .option('--none', 'sign in no more')
    .option('--file <file>', 'that holds the token or key; default standard input');
  withExamples(command, {
    'slipway service credential web --token < token.txt': 'for an https repository',
    'slipway service credential web --ssh-key --file deploy-key': 'for ssh, a key made for this alone',
  });
  command.action(async (key: string, options: CredentialOptions) => {
    const body = await credentialIn(shell, options);
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), service: key };
    const service = await client.call(putServiceCredential, { params, body });
    output.show(service, () => `Service ${key} signs in by: ${service.credential}.`);
  });
}

async function credentialIn(shell: Shell, options: CredentialOptions) {
  const kinds = [options.token, options.sshKey, options.none].filter((asked) => asked === true);
  if (kinds.length !== 1) throw new UsageError('Say how to sign in: --token, --ssh-key or --none.');
  if (options.none) return { kind: 'none' } as const;
  const secret = await readSecret(shell, options.file);
  const { username, knownHosts } = options;
  if (options.token) return { kind: 'token', token: secret, ...(username ? { username } : {}) } as const;
  const hosts = knownHosts === undefined ? {} : { knownHosts: await readFileOrInput(shell, knownHosts) };
  return { kind: 'ssh-key', privateKey: `${secret}\n`, ...hosts } as const;
}

function addBranches(service: Command, shell: Shell): void {
  const command = inProject(
    service.command('branches <service>').description('list the branches of a repository, the latest first'),
  )
    .option('--contains <text>', 'in the name')
    .option('--limit <count>', 'default 30', parseCount);
  withExamples(command, {
    'slipway service branches web --contains checkout': 'fetched when older than 10 s',
  });
  command.action(async (key: string, options: SessionOptions & { contains?: string; limit?: number }) => {
    const { client, output, project } = await openSession(shell, options);
    const { contains, limit } = options;
    const query = { ...(contains ? { contains } : {}), ...(limit ? { limit } : {}) };
    const params = { project: await project(), service: key };
    const found = await client.call(listBranches, { params, query });
    output.show(found, () => branchTable(found.items));
  });
}

function serviceTable(services: readonly Service[]): string {
  if (services.length === 0) return 'There are no services.';
  return table(
    ['KEY', 'REPOSITORY', 'FOLDER', 'DEFAULT BRANCH', 'SIGNS IN BY'],
    services.map(({ key, repository, folder, defaultBranch, credential }) => [
      ...[key, repository, folder || '–', defaultBranch, credential],
    ]),
  );
}

function serviceText({ key, name, repository, folder, defaultBranch, credential }: Service): string {
  return pairs([
    ['service', key],
    ['name', name],
    ['repository', repository],
    ['folder', folder || '–'],
    ['default branch', defaultBranch],
    ['signs in by', credential],
  ]);
}

function branchTable(branches: readonly Branch[]): string {
  if (branches.length === 0) return 'There are no such branches.';
  return table(
    ['BRANCH', 'COMMIT', 'WHEN (UTC)', 'WHO', 'SUBJECT'],
    branches.map(({ name, isDefault, commit, committedAt, author, subject }) => [
      ...[isDefault ? `${name} (default)` : name, commit.slice(0, 10), utcText(committedAt), author, subject],
    ]),
  );
}
