import type { Command } from 'commander';
import { withExamples } from '../../options.ts';
import type { Shell } from '../../shell.ts';
import { addSegmentCreateCommand } from './create.ts';
import { addSegmentDeleteCommands } from './delete.ts';
import { addSegmentReadCommands } from './read.ts';
import { addSegmentSetCommand } from './set.ts';

export function addSegmentCommands(program: Command, shell: Shell): void {
  const segment = program.command('segment').description('segments: named sets of users, such as internal');
  withExamples(segment, {
    'slipway segment set internal --email-ends-with @academy.example':
      'everybody with such an address is internal',
    'slipway segment create beta --include u1,u2': 'two users by their keys',
  });
  addSegmentReadCommands(segment, shell);
  addSegmentCreateCommand(segment, shell);
  addSegmentSetCommand(segment, shell);
  addSegmentDeleteCommands(segment, shell);
}
