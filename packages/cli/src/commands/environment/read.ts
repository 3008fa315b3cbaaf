import { type Environment, getEnvironment, getReceipts, getRun, listEnvironments } from '@slipway/api';
import type { Command } from 'commander';
import { inProject, withExamples } from '../../options.ts';
import { everyPage } from '../../pages.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { environmentTable, environmentText } from '../../text/environment-text.ts';
import { hostedTable, runText } from '../../text/run-text.ts';

export function addReadCommands(environment: Command, shell: Shell): void {
  addList(environment, shell);
  addShow(environment, shell);
}

function addList(environment: Command, shell: Shell): void {
  const command = inProject(environment.command('list').description('list a project’s environments'));
  withExamples(command, {
    'slipway environment list':
      'kinds, bases and ruleset versions; what runs here, from which branches, and where',
  });
  command.action(async (options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const page = await everyPage((query) => client.call(listEnvironments, { params, query }));
    output.show(page, () => listText(page.items, shell.now()));
  });
}

function listText(environments: readonly Environment[], now: number): string {
  const hosted = hostedTable(environments, now);
  return [environmentTable(environments), ...(hosted === null ? [] : [hosted])].join('\n\n');
}

function addShow(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('show <environment>')
      .description('show one environment: what it runs, and how far its last change has got'),
  );
  withExamples(command, {
    'slipway environment show production': 'version, base, and which SDKs have applied it',
    'slipway environment show pr-1': 'also commits, steps with their times, services, database and snapshots',
  });
  command.action(async (key: string, options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), environment: key };
    const [found, receipts] = await Promise.all([
      client.call(getEnvironment, { params }),
      client.call(getReceipts, { params }),
    ]);
    const detail = found.run === null ? null : await client.call(getRun, { params });
    output.show({ ...found, receipts, detail }, () => {
      const text = environmentText(found, receipts);
      return detail === null ? text : `${text}\n${runText(detail, shell.now())}`;
    });
  });
}
