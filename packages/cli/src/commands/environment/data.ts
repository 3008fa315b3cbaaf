import { resetData, restoreData, snapshotData } from '@slipway/api';
import type { Command } from 'commander';
import { inProject, withExamples } from '../../options.ts';
import type { Shell } from '../../shell.ts';
import { type ActionOptions, act, withWait } from './action.ts';

export function addDataCommands(environment: Command, shell: Shell): void {
  addReset(environment, shell);
  addSnapshot(environment, shell);
  addRestore(environment, shell);
}

interface ResetOptions extends ActionOptions {
  seed?: string;
}

function addReset(environment: Command, shell: Shell): void {
  const command = inProject(
    environment.command('reset <environment>').description('put the database back to its seed'),
  ).option('--seed <profile>', 'another seed profile; default the one that it has');
  withWait(command);
  withExamples(command, {
    'slipway environment reset pr-1': 'what was entered there is gone; code and flags stay',
    'slipway environment reset pr-1 --seed demo': 'with the data of the profile demo',
  });
  command.action((key: string, options: ResetOptions) => {
    const body = options.seed === undefined ? {} : { seed: options.seed };
    return act(shell, key, options, {
      ask: (client, params) => client.call(resetData, { params, body }),
      noted: `${key} goes back to its seed.`,
    });
  });
}

function addSnapshot(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('snapshot <environment> <name>')
      .description('keep the database as it is now, to go back to'),
  );
  withWait(command);
  withExamples(command, {
    'slipway environment snapshot pr-1 before-import': 'connections are cut for a moment',
  });
  command.action((key: string, name: string, options: ActionOptions) =>
    act(shell, key, options, {
      ask: (client, params) => client.call(snapshotData, { params, body: { name } }),
      hasCome: ({ snapshots }) => snapshots.some((snapshot) => snapshot.name === name),
      noted: `The data of ${key} is kept as ${name}.`,
    }),
  );
}

function addRestore(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('restore-data <environment> <snapshot>')
      .description('put the database back to a snapshot'),
  );
  withWait(command);
  withExamples(command, {
    'slipway environment restore-data pr-1 before-import': 'what was entered since is gone',
  });
  command.action((key: string, name: string, options: ActionOptions) =>
    act(shell, key, options, {
      ask: (client, params) => client.call(restoreData, { params, body: { name } }),
      noted: `${key} goes back to ${name}.`,
    }),
  );
}
