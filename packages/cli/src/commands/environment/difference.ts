import { compareEnvironments } from '@slipway/api';
import type { Command } from 'commander';
import { inProject, withExamples } from '../../options.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { differenceText } from '../../text/difference-text.ts';

interface DifferenceOptions extends SessionOptions {
  to: string;
}

export function addDifference(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('difference <environment>')
      .description('show in what an environment differs from another: commits, flags, data'),
  ).requiredOption('--to <environment>', 'the other one');
  withExamples(command, {
    'slipway environment difference pr-1 --to staging': 'which commits and flag states staging has not',
  });
  command.action(async (key: string, options: DifferenceOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), environment: key };
    const difference = await client.call(compareEnvironments, { params, query: { to: options.to } });
    output.show(difference, () => differenceText(difference));
  });
}
