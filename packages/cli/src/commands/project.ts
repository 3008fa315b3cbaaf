import { createProject, getProject, listProjects, type Project, updateProject } from '@slipway/api';
import type { Command } from 'commander';
import { tagOf, toServer, withExamples, withReason } from '../options.ts';
import { everyPage } from '../pages.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { pairs, table } from '../text/table.ts';
import { utcText } from '../text/time.ts';

interface ProjectOptions extends SessionOptions {
  name?: string;
  description?: string;
  reason?: string;
}

export function addProjectCommands(program: Command, shell: Shell): void {
  const project = program.command('project').description('projects: the boundary of flags and people');
  withExamples(project, {
    'slipway project create academy': 'with nothing in it yet',
    'slipway project list': 'those that you may see',
  });
  addList(project, shell);
  addShow(project, shell);
  addCreate(project, shell);
  addUpdate(project, shell);
}

function addList(project: Command, shell: Shell): void {
  const command = toServer(project.command('list').description('list the projects you may see'));
  withExamples(command, { 'slipway project list': 'keys, names and when they were created' });
  command.action(async (options: SessionOptions) => {
    const { client, output } = await openSession(shell, options);
    const page = await everyPage((query) => client.call(listProjects, { query }));
    output.show(page, () => projectTable(page.items));
  });
}

function addShow(project: Command, shell: Shell): void {
  const command = toServer(project.command('show <project>').description('show one project'));
  withExamples(command, { 'slipway project show academy': 'its name, description and age' });
  command.action(async (key: string, options: SessionOptions) => {
    const { client, output } = await openSession(shell, options);
    const found = await client.call(getProject, { params: { project: key } });
    output.show(found, () => projectText(found));
  });
}

function addCreate(project: Command, shell: Shell): void {
  const command = toServer(project.command('create <key>').description('create a project'));
  withNames(command);
  withExamples(command, {
    'slipway project create academy --name "Academy"': 'an empty project with the segment "internal"',
  });
  command.action(async (key: string, options: ProjectOptions) => {
    const { client, output } = await openSession(shell, options);
    const { name, description } = options;
    const body = {
      key,
      ...(name ? { name } : {}),
      ...(description ? { description } : {}),
      ...reasonIn(options),
    };
    const created = await client.call(createProject, { body });
    output.show(
      created,
      () => `Created project ${created.key}. Next: slipway environment create production -p ${created.key}`,
    );
  });
}

function addUpdate(project: Command, shell: Shell): void {
  const command = toServer(
    project.command('update <project>').description('change a project’s name or description'),
  );
  withNames(command);
  withExamples(command, { 'slipway project update academy --name "Academy 2"': 'everything else stays' });
  command.action(async (key: string, options: ProjectOptions) => {
    const { client, output } = await openSession(shell, options);
    const params = { project: key };
    const present = await client.request(getProject, { params });
    const { name, description } = { ...present.body, ...options };
    const body = { name, description, ...reasonIn(options) };
    const updated = await client.call(updateProject, { params, body, ifMatch: tagOf(present) });
    output.show(updated, () => projectText(updated));
  });
}

function withNames(command: Command): void {
  command.option('--name <text>', 'for people').option('--description <text>', 'what it is');
  withReason(command);
}

function projectTable(projects: readonly Project[]): string {
  if (projects.length === 0) return 'There is no project yet. Create one: slipway project create academy';
  return table(
    ['KEY', 'NAME', 'CREATED (UTC)'],
    projects.map(({ key, name, createdAt }) => [key, name, utcText(createdAt)]),
  );
}

function projectText({ key, name, description, createdAt }: Project): string {
  return pairs([
    ['key', key],
    ['name', name],
    ['description', description || '–'],
    ['created', `${utcText(createdAt)} UTC`],
  ]);
}
