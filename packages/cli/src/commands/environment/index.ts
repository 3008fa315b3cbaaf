import type { Command } from 'commander';
import { withExamples } from '../../options.ts';
import type { Shell } from '../../shell.ts';
import { addCreate } from './create.ts';
import { addDataCommands } from './data.ts';
import { addDifference } from './difference.ts';
import { addEditCommands } from './edit.ts';
import { addExec } from './exec.ts';
import { addLifeCommands } from './life.ts';
import { addLinkCommands } from './link.ts';
import { addLogs } from './logs.ts';
import { addOpen } from './open.ts';
import { addPromoteCommand } from './promote.ts';
import { addProtectionCommands } from './protection.ts';
import { addReadCommands } from './read.ts';

export function addEnvironmentCommands(program: Command, shell: Shell): void {
  const environment = program
    .command('environment')
    .alias('env')
    .description('environments: where services run and flags have a state; an overlay follows its base live');
  withExamples(environment, {
    'slipway environment create production': 'permanent, with its own state of every flag',
    'slipway environment create pr-1 --kind on-demand --base production':
      'follows production but for what is changed in it',
    'slipway environment create pr-1 --blueprint academy --from "web@feature/a + api@feature/a"':
      'runs these branches, the rest as its base does, with a database and flags of its own',
  });
  for (const add of slices) add(environment, shell);
}

const slices: readonly ((environment: Command, shell: Shell) => void)[] = [
  addReadCommands,
  addCreate,
  addEditCommands,
  addOpen,
  addLogs,
  addExec,
  addLifeCommands,
  addDataCommands,
  addDifference,
  addLinkCommands,
  addPromoteCommand,
  addProtectionCommands,
];
