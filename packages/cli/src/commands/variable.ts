import {
  deleteServiceVariable,
  deleteVariable,
  environmentKinds,
  listServiceVariables,
  listVariables,
  putServiceVariable,
  putVariable,
  type Variable,
  variableUses,
} from '@slipway/api';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { inProject, oneOf, withExamples, withReason } from '../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { table } from '../text/table.ts';
import { readSecret } from '../token-input.ts';

interface PlaceOptions extends SessionOptions {
  service?: string;
  kind?: (typeof environmentKinds)[number];
  environment?: string;
  reason?: string;
}

interface SetOptions extends PlaceOptions {
  secret?: boolean;
  file?: string;
  use?: (typeof variableUses)[number];
}

export function addVariableCommands(program: Command, shell: Shell): void {
  const variable = program
    .command('variable')
    .description('variables and secrets that environments are given; the narrowest wins');
  withExamples(variable, {
    'slipway variable set LOG_LEVEL debug': 'for every service',
    'slipway variable set API_KEY --secret < key.txt': 'kept encrypted, never shown again',
  });
  addList(variable, shell);
  addSet(variable, shell);
  addDelete(variable, shell);
}

function withPlace(command: Command): Command {
  inProject(command)
    .option('--service <service>', 'for this service only')
    .option(
      '--kind <kind>',
      `for environments of a kind: ${environmentKinds.join(', ')}`,
      oneOf(environmentKinds),
    )
    .option('-e, --environment <environment>', 'for this environment only');
  return withReason(command);
}

function placeOf({ kind, environment }: PlaceOptions) {
  return { ...(kind ? { kind } : {}), ...(environment ? { environment } : {}) };
}

function addList(variable: Command, shell: Shell): void {
  const command = inProject(
    variable.command('list').description('list variables and where each is set'),
  ).option('--service <service>', 'of this service only');
  withExamples(command, { 'slipway variable list': 'values of secrets are not shown' });
  command.action(async (options: SessionOptions & { service?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const { service } = options;
    const found =
      service === undefined
        ? await client.call(listVariables, { params })
        : await client.call(listServiceVariables, { params: { ...params, service } });
    output.show(found, () => variableTable(found.items));
  });
}

function addSet(variable: Command, shell: Shell): void {
  const command = withPlace(
    variable
      .command('set <name> [value]')
      .description('set a variable; a secret is piped in, never typed as an argument'),
  )
    .option('--secret', 'encrypt it and never show it again; read from standard input')
    .option('--file <file>', 'that holds the value')
    .option('--use <use>', `who gets it: ${variableUses.join(', ')}; default run`, oneOf(variableUses));
  withExamples(command, {
    'slipway variable set LOG_LEVEL debug --kind on-demand': 'in every on-demand environment',
    'slipway variable set API_KEY --secret --service api < key.txt': 'for one service, from a file',
  });
  command.action(async (name: string, value: string | undefined, options: SetOptions) => {
    const given = await givenValue(shell, value, options);
    const { client, output, project } = await openSession(shell, options);
    const { secret: isSecret = false, use = 'run', service } = options;
    const body = { value: given, isSecret, use, ...reasonIn(options) };
    const params = { project: await project(), variable: name };
    const input = { query: placeOf(options), body };
    const set =
      service === undefined
        ? await client.call(putVariable, { params, ...input })
        : await client.call(putServiceVariable, { params: { ...params, service }, ...input });
    output.show(set, () => `Set ${set.isSecret ? 'secret' : 'variable'} ${set.name} for ${placeText(set)}.`);
  });
}

async function givenValue(shell: Shell, value: string | undefined, options: SetOptions): Promise<string> {
  if (value === undefined && (options.secret || options.file !== undefined))
    return readSecret(shell, options.file);
  if (value === undefined) throw new UsageError('Give the value, or --file.');
  if (options.secret)
    throw new UsageError(
      'A secret is not taken as an argument: other programs and the shell’s history would see it.',
      'Pipe it in: slipway variable set NAME --secret < FILE',
    );
  if (options.file !== undefined) throw new UsageError('Give the value or --file, not both.');
  return value;
}

function addDelete(variable: Command, shell: Shell): void {
  const command = withPlace(
    variable.command('delete <name>').description('remove a variable from one place'),
  );
  withExamples(command, {
    'slipway variable delete LOG_LEVEL --kind on-demand': 'what holds more widely holds again',
  });
  command.action(async (name: string, options: PlaceOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), variable: name };
    const query = { ...placeOf(options), ...reasonIn(options) };
    const { service } = options;
    if (service === undefined) await client.call(deleteVariable, { params, query });
    else await client.call(deleteServiceVariable, { params: { ...params, service }, query });
    output.show({ deleted: name }, () => `Removed variable ${name}.`);
  });
}

function placeText({ service, kind, environment }: Variable): string {
  const whose = service === null ? 'every service' : `service ${service}`;
  if (environment !== null) return `${whose} in ${environment}`;
  return kind === null ? whose : `${whose} in ${kind} environments`;
}

function variableTable(variables: readonly Variable[]): string {
  if (variables.length === 0) return 'There are no variables.';
  return table(
    ['NAME', 'FOR', 'USE', 'VALUE'],
    variables.map((variable) => [
      ...[variable.name, placeText(variable), variable.use, variable.value ?? '(secret)'],
    ]),
  );
}
