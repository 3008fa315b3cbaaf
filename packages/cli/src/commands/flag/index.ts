import type { Command } from 'commander';
import { withExamples } from '../../options.ts';
import type { Shell } from '../../shell.ts';
import { addArchiveCommands } from './archive.ts';
import { addDefinitionCommands } from './definition.ts';
import { addFlagKillCommands } from './kill.ts';
import { addFlagListCommand } from './list.ts';
import { addFlagSetCommand } from './set.ts';
import { addFlagShowCommand } from './show.ts';
import { addFlagSwitchCommands } from './switch.ts';

export function addFlagCommands(program: Command, shell: Shell): void {
  const flag = program
    .command('flag')
    .description('flags: typed decision points with a state per environment');
  withExamples(flag, {
    'slipway flag create new-checkout': 'dark: off everywhere',
    'slipway flag set new-checkout -e production --percentage 10 --on':
      'on for a tenth of the users of production',
  });
  addFlagListCommand(flag, shell);
  addFlagShowCommand(flag, shell);
  addDefinitionCommands(flag, shell);
  addFlagSwitchCommands(flag, shell);
  addFlagSetCommand(flag, shell);
  addFlagKillCommands(flag, shell);
  addArchiveCommands(flag, shell);
}
