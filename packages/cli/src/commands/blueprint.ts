import { basename } from 'node:path';
import {
  type Blueprint,
  type BlueprintFinding,
  checkBlueprint,
  createBlueprint,
  deleteBlueprint,
  getBlueprint,
  listBlueprints,
  updateBlueprint,
} from '@slipway/api';
import type { Command } from 'commander';
import { Failure, UsageError } from '../failure.ts';
import { readFileOrInput } from '../input-file.ts';
import { inProject, tagOf, withExamples, withReason } from '../options.ts';
import { everyPage } from '../pages.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { pairs, table } from '../text/table.ts';

interface BlueprintOptions extends SessionOptions {
  file?: string;
  service?: string;
  path?: string;
  name?: string;
  reason?: string;
}

export function addBlueprintCommands(program: Command, shell: Shell): void {
  const blueprint = program
    .command('blueprint')
    .description('blueprints: Compose files with x-slipway, how an application is run');
  withExamples(blueprint, {
    'slipway blueprint check compose.yaml': 'what is wrong, with line and remedy',
    'slipway blueprint create academy --service web': 'the file in the repository of web',
  });
  addList(blueprint, shell);
  addShow(blueprint, shell);
  addCheck(blueprint, shell);
  addCreate(blueprint, shell);
  addUpdate(blueprint, shell);
  addDelete(blueprint, shell);
}

function addList(blueprint: Command, shell: Shell): void {
  const command = inProject(blueprint.command('list').description('list blueprints'));
  withExamples(command, { 'slipway blueprint list': 'keys and where their files are kept' });
  command.action(async (options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const page = await everyPage((query) => client.call(listBlueprints, { params, query }));
    output.show(page, () => blueprintTable(page.items));
  });
}

function addShow(blueprint: Command, shell: Shell): void {
  const command = inProject(blueprint.command('show <blueprint>').description('show one blueprint'));
  withExamples(command, { 'slipway blueprint show academy': 'where it is kept, or its text' });
  command.action(async (key: string, options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), blueprint: key };
    const found = await client.call(getBlueprint, { params });
    output.show(found, () => blueprintText(found));
  });
}

function addCheck(blueprint: Command, shell: Shell): void {
  const command = inProject(
    blueprint
      .command('check <file>')
      .description('say what is wrong with a Compose file; - is standard input'),
  );
  withExamples(command, { 'slipway blueprint check compose.yaml': 'exit code 1 when it cannot be run' });
  command.action(async (file: string, options: SessionOptions) => {
    const content = await readFileOrInput(shell, file);
    const { client, output, project } = await openSession(shell, options);
    const path = file === '-' ? 'compose.yaml' : basename(file);
    const params = { project: await project() };
    const { findings, summary } = await client.call(checkBlueprint, { params, body: { content, path } });
    output.show({ findings, summary }, () =>
      [...findings, ...(summary?.warnings ?? [])].map(findingText).concat(summaryLine(summary)).join('\n'),
    );
    if (findings.length > 0)
      throw new Failure(`${path} cannot be run: ${findings.length} to correct.`, 'Follow what stands there.');
  });
}

function addCreate(blueprint: Command, shell: Shell): void {
  const command = withPlace(blueprint.command('create <key>').description('add a blueprint'));
  withExamples(command, {
    'slipway blueprint create academy --service web':
      'read from its repository, at each environment’s branch',
    'slipway blueprint create academy --file compose.yaml': 'Slipway keeps the file',
  });
  command.action(async (key: string, options: BlueprintOptions) => {
    const place = await placeIn(shell, options);
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const body = { key, ...place, ...nameIn(options), ...reasonIn(options) };
    const created = await client.call(createBlueprint, { params, body });
    output.show(
      created,
      () => `Added blueprint ${key}. Next: slipway environment create KEY --blueprint ${key}`,
    );
  });
}

function addUpdate(blueprint: Command, shell: Shell): void {
  const command = withPlace(blueprint.command('update <blueprint>').description('change a blueprint'));
  withExamples(command, { 'slipway blueprint update academy --file compose.yaml': 'the next runs use it' });
  command.action(async (key: string, options: BlueprintOptions) => {
    const hasPlace = options.file !== undefined || options.service !== undefined;
    const given = hasPlace ? await placeIn(shell, options) : null;
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), blueprint: key };
    const present = await client.request(getBlueprint, { params });
    const { name, service, path, content } = present.body;
    const kept = { service, path: options.path ?? path, content };
    const body = { name, ...(given ?? kept), ...nameIn(options), ...reasonIn(options) };
    await client.call(updateBlueprint, { params, body, ifMatch: tagOf(present) });
    const updated = await client.call(getBlueprint, { params });
    output.show(updated, () => `Changed blueprint ${key}.`);
  });
}

function withPlace(command: Command): Command {
  inProject(command)
    .option('--file <file>', 'a Compose file that Slipway keeps; - is standard input')
    .option('--service <service>', 'whose repository keeps the file')
    .option('--path <path>', 'of the file in the service’s folder; default compose.yaml')
    .option('--name <text>', 'for people; default the key');
  return withReason(command);
}

async function placeIn(shell: Shell, { file, service, path }: BlueprintOptions) {
  if ((file === undefined) === (service === undefined))
    throw new UsageError('Say where the file is: --file or --service.', 'Write one: slipway init');
  if (file === undefined) return { service: service ?? null, path: path ?? 'compose.yaml', content: null };
  const named = file === '-' ? 'compose.yaml' : basename(file);
  return { service: null, path: path ?? named, content: await readFileOrInput(shell, file) };
}

function nameIn({ name }: BlueprintOptions) {
  return name === undefined ? {} : { name };
}

function addDelete(blueprint: Command, shell: Shell): void {
  const command = inProject(
    blueprint.command('delete <blueprint>').description('remove a blueprint that no environment runs'),
  );
  withReason(command);
  withExamples(command, { 'slipway blueprint delete academy': 'refused while an environment runs it' });
  command.action(async (key: string, options: SessionOptions & { reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), blueprint: key };
    const present = await client.request(getBlueprint, { params });
    await client.call(deleteBlueprint, { params, query: reasonIn(options), ifMatch: tagOf(present) });
    output.show({ deleted: key }, () => `Removed blueprint ${key}.`);
  });
}

function findingText({ file, line, column, message, remedy }: BlueprintFinding): string {
  return `${file}:${line}:${column}  ${message}\n  ${remedy}`;
}

function summaryLine(summary: { services: { name: string }[] } | null): string[] {
  return summary ? [`It runs ${summary.services.map(({ name }) => name).join(', ')}.`] : [];
}

function keptText({ service, path }: Blueprint): string {
  return service === null ? 'Slipway' : `${path} of ${service}`;
}

function blueprintTable(blueprints: readonly Blueprint[]): string {
  if (blueprints.length === 0) return 'There are no blueprints.';
  return table(
    ['KEY', 'KEPT BY', 'NAME'],
    blueprints.map((blueprint) => [blueprint.key, keptText(blueprint), blueprint.name]),
  );
}

function blueprintText(blueprint: Blueprint): string {
  const head = pairs([
    ['blueprint', blueprint.key],
    ['name', blueprint.name],
    ['kept by', keptText(blueprint)],
  ]);
  return blueprint.content === null ? head : `${head}\n\n${blueprint.content.trimEnd()}`;
}
