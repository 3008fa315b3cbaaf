import { deleteSegment, dropSegmentOverride, getSegment, getSegmentState } from '@slipway/api';
import type { Command } from 'commander';
import { originWords } from '../../config/describe.ts';
import { summariseContent } from '../../config/segment.ts';
import { inEnvironment, inProject, proposable, tagOf, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';

interface DeleteOptions extends SessionOptions {
  reason?: string;
}

export function addSegmentDeleteCommands(segment: Command, shell: Shell): void {
  addDelete(segment, shell);
  addDropOverride(segment, shell);
}

function addDelete(segment: Command, shell: Shell): void {
  const command = inProject(
    segment.command('delete <segment>').description('delete a segment that nothing uses'),
  );
  withReason(proposable(command));
  withExamples(command, { 'slipway segment delete beta': 'refused, naming the flags, while a rule uses it' });
  command.action(async (key: string, options: DeleteOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), segment: key };
    const present = await client.request(getSegment, { params });
    await client.call(deleteSegment, { params, query: reasonIn(options), ifMatch: tagOf(present) });
    output.show({ deleted: key }, () => `Deleted segment ${key}.`);
  });
}

function addDropOverride(segment: Command, shell: Shell): void {
  const command = inEnvironment(
    segment
      .command('drop-override <segment>')
      .description('drop an environment’s own members and inherit again'),
  );
  withReason(proposable(command));
  withExamples(command, {
    'slipway segment drop-override internal -e pr-42': 'the same people as elsewhere again',
  });
  command.action(async (key: string, options: DeleteOptions & { environment: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), segment: key, environment: options.environment };
    const present = await client.request(getSegmentState, { params });
    const query = reasonIn(options);
    const state = await client.call(dropSegmentOverride, { params, query, ifMatch: tagOf(present) });
    output.show(
      state,
      () =>
        `Segment ${key} in ${state.environment} is ${originWords(state)} again: ${summariseContent(state.content)}.`,
    );
  });
}
