import { createSegment } from '@slipway/api';
import type { Command } from 'commander';
import { summariseContent } from '../../config/segment.ts';
import { inProject, proposable, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { addSegmentEditOptions, contentAfter, type SegmentEditOptions } from './edit-options.ts';

interface CreateOptions extends SessionOptions, SegmentEditOptions {
  name?: string;
  description?: string;
  reason?: string;
}

export function addSegmentCreateCommand(segment: Command, shell: Shell): void {
  const command = addSegmentEditOptions(
    inProject(segment.command('create <key>').description('create a segment')),
  )
    .option('--name <text>', 'for people; default the key')
    .option('--description <text>', 'who it is');
  withReason(proposable(command));
  withExamples(command, {
    'slipway segment create beta --include u1,u2': 'two users by targeting key',
    "slipway segment create dach --rule 'country one-of DE, AT, CH'": 'everyone who meets the conditions',
  });
  command.action(async (key: string, options: CreateOptions) => {
    const content = await contentAfter(shell, options, { include: [], exclude: [], rules: [] });
    const { client, output, project } = await openSession(shell, options);
    const { name, description } = options;
    const body = {
      key,
      content,
      ...(name ? { name } : {}),
      ...(description ? { description } : {}),
      ...reasonIn(options),
    };
    const created = await client.call(createSegment, { params: { project: await project() }, body });
    output.show(created, () => `Created segment ${created.key}: ${summariseContent(created.content)}.`);
  });
}
