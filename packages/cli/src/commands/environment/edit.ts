import { deleteEnvironment, type Environment, getEnvironment, updateEnvironment } from '@slipway/api';
import type { Command } from 'commander';
import { UsageError } from '../../failure.ts';
import { inProject, proposable, tagOf, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { baseWords } from '../../text/environment-text.ts';

interface EditOptions extends SessionOptions {
  name?: string;
  base?: string | false;
  reason?: string;
}

export function addEditCommands(environment: Command, shell: Shell): void {
  addUpdate(environment, shell);
  addDelete(environment, shell);
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
  command.action(async (key: string, options: EditOptions) => {
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
      .description('delete an environment with its overrides and tokens, and what runs in it'),
  );
  withReason(proposable(command));
  withExamples(command, {
    'slipway environment delete pr-42 --reason "merged"': 'its SDK tokens stop working',
  });
  command.action(async (key: string, options: EditOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), environment: key };
    const present = await client.request(getEnvironment, { params });
    await client.call(deleteEnvironment, { params, query: reasonIn(options), ifMatch: tagOf(present) });
    output.show({ deleted: key }, () => `Deleted environment ${key}.`);
  });
}
