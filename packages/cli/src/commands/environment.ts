import {
  createEnvironment,
  deleteEnvironment,
  type Environment,
  environmentKinds,
  getEnvironment,
  getReceipts,
  listEnvironments,
  type Receipts,
  updateEnvironment,
} from '@slipway/api';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { inProject, oneOf, proposable, tagOf, withExamples, withReason } from '../options.ts';
import { everyPage } from '../pages.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { describeReceipts } from '../text/receipts.ts';
import { pairs, table } from '../text/table.ts';
import { utcText } from '../text/time.ts';
import { addPromoteCommand } from './promote.ts';
import { addProtectionCommands } from './protection.ts';

interface EnvironmentOptions extends SessionOptions {
  name?: string;
  kind?: (typeof environmentKinds)[number];
  base?: string | false;
  reason?: string;
}

export function addEnvironmentCommands(program: Command, shell: Shell): void {
  const environment = program
    .command('environment')
    .alias('env')
    .description('environments: where flags have a state; an overlay follows its base live');
  withExamples(environment, {
    'slipway environment create production': 'permanent, with its own state of every flag',
    'slipway environment create pr-1 --kind on-demand --base production':
      'follows production but for what is changed in it',
  });
  addList(environment, shell);
  addShow(environment, shell);
  addCreate(environment, shell);
  addUpdate(environment, shell);
  addDelete(environment, shell);
  addPromoteCommand(environment, shell);
  addProtectionCommands(environment, shell);
}

function addList(environment: Command, shell: Shell): void {
  const command = inProject(environment.command('list').description('list a project’s environments'));
  withExamples(command, { 'slipway environment list': 'kinds, bases and ruleset versions' });
  command.action(async (options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const page = await everyPage((query) => client.call(listEnvironments, { params, query }));
    output.show(page, () => environmentTable(page.items));
  });
}

function addShow(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('show <environment>')
      .description('show one environment and how far its last change has got'),
  );
  withExamples(command, {
    'slipway environment show production': 'version, base, and which SDKs have applied it',
  });
  command.action(async (key: string, options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), environment: key };
    const [found, receipts] = await Promise.all([
      client.call(getEnvironment, { params }),
      client.call(getReceipts, { params }),
    ]);
    output.show({ ...found, receipts }, () => environmentText(found, receipts));
  });
}

function addCreate(environment: Command, shell: Shell): void {
  const command = inProject(environment.command('create <key>').description('create an environment'))
    .option('--name <text>', 'for people; default the key')
    .option('--kind <kind>', `${environmentKinds.join(', ')}; default permanent`, oneOf(environmentKinds))
    .option('--base <environment>', 'follow this environment’s flags live and store only differences');
  withReason(command);
  withExamples(command, {
    'slipway environment create production': 'a permanent one; every flag starts off',
    'slipway environment create pr-42 --kind on-demand --base staging': 'an overlay of staging',
  });
  command.action(async (key: string, options: EnvironmentOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const { name, kind, base } = options;
    const body = {
      key,
      ...(name ? { name } : {}),
      ...(kind ? { kind } : {}),
      ...(base ? { base } : {}),
      ...reasonIn(options),
    };
    const created = await client.call(createEnvironment, { params: { project: await project() }, body });
    output.show(created, () => `Created ${created.kind} environment ${created.key}${baseWords(created)}.`);
  });
}

function addUpdate(environment: Command, shell: Shell): void {
  const command = inProject(
    environment.command('update <environment>').description('change an environment’s name or base'),
  )
    .option('--name <text>', 'for people')
    .option('--base <environment>', 'follow this environment’s flags live')
    .option('--no-base', 'follow no other environment');
  withReason(proposable(command));
  withExamples(command, {
    'slipway environment update pr-42 --base production': 'overrides stay, the rest follows production',
  });
  command.action(async (key: string, options: EnvironmentOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), environment: key };
    const present = await client.request(getEnvironment, { params });
    const body = {
      name: options.name ?? present.body.name,
      base: baseAfter(options, present.body),
      ...reasonIn(options),
    };
    if (body.name === present.body.name && body.base === present.body.base)
      throw new UsageError('Nothing would change.', 'Give --name, --base or --no-base.');
    const updated = await client.call(updateEnvironment, { params, body, ifMatch: tagOf(present) });
    output.show(updated, () => `Environment ${updated.key} is "${updated.name}"${baseWords(updated)}.`);
  });
}

/** Commander makes an absent `--no-base` read as `true`. */
function baseAfter({ base }: { base?: string | boolean }, present: Environment): string | null {
  if (base === false) return null;
  return typeof base === 'string' ? base : present.base;
}

function addDelete(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('delete <environment>')
      .description('delete an environment with its overrides and tokens'),
  );
  withReason(proposable(command));
  withExamples(command, {
    'slipway environment delete pr-42 --reason "merged"': 'its SDK tokens stop working',
  });
  command.action(async (key: string, options: EnvironmentOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), environment: key };
    const present = await client.request(getEnvironment, { params });
    await client.call(deleteEnvironment, { params, query: reasonIn(options), ifMatch: tagOf(present) });
    output.show({ deleted: key }, () => `Deleted environment ${key}.`);
  });
}

function environmentTable(environments: readonly Environment[]): string {
  if (environments.length === 0)
    return 'There is no environment yet. Create one: slipway environment create production';
  return table(
    ['KEY', 'KIND', 'BASE', 'PROTECTED', 'VERSION', 'NAME'],
    environments.map(({ key, kind, base, version, name, ...environment }) => [
      key,
      kind,
      base ?? '–',
      protectionWord(environment),
      String(version),
      name,
    ]),
  );
}

function protectionWord({ isProtected, approvals }: Pick<Environment, 'isProtected' | 'approvals'>): string {
  if (!isProtected) return '–';
  return approvals === 1 ? '1 approval' : `${approvals} approvals`;
}

function environmentText(environment: Environment, receipts: Receipts): string {
  return pairs([
    ['key', environment.key],
    ['name', environment.name],
    ['kind', environment.kind],
    ['base', environment.base ?? '–'],
    ['protected', protectionWord(environment)],
    ['created', `${utcText(environment.createdAt)} UTC`],
    ['version', `${environment.version} since ${utcText(receipts.changedAt)} UTC`],
    ['applied by', describeReceipts(receipts)],
  ]);
}

function baseWords({ base }: Environment): string {
  return base === null ? '' : `, following ${base}`;
}
