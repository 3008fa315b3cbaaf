import {
  getSegment,
  getSegmentState,
  putSegmentOverride,
  type SegmentContent,
  updateSegment,
} from '@slipway/api';
import type { Command } from 'commander';
import { contentChanges } from '../../config/segment.ts';
import { UsageError } from '../../failure.ts';
import { inProject, proposable, tagOf, withExamples, withReason } from '../../options.ts';
import type { Output } from '../../output.ts';
import { openSession, reasonIn, type Session, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import {
  addSegmentEditOptions,
  contentAfter,
  requireEdits,
  type SegmentEditOptions,
} from './edit-options.ts';

interface SetOptions extends SessionOptions, SegmentEditOptions {
  environment?: string;
  name?: string;
  description?: string;
  dryRun?: boolean;
  reason?: string;
}

export function addSegmentSetCommand(segment: Command, shell: Shell): void {
  const command = addSegmentEditOptions(
    inProject(
      segment
        .command('set <segment>')
        .description('change who belongs, everywhere or in one environment; what is not named stays'),
    ),
  )
    .option('-e, --environment <environment>', 'only there, as an override')
    .option('--name <text>', 'for people')
    .option('--description <text>', 'who it is')
    .option('--dry-run', 'show what would change and write nothing');
  withReason(proposable(command));
  withExamples(command, {
    'slipway segment set internal --email-ends-with @academy.example': 'everyone with such an address',
    'slipway segment set internal --include u1,u2 --rule \'department equals "quality"\'':
      'two users, and a department',
    'slipway segment set beta --remove u1': 'one user less',
    'slipway segment set internal -e pr-42 --include tester-1': 'only in pr-42',
    'slipway segment set beta --file beta.json': 'the whole content from a file',
  });
  command.action(async (key: string, options: SetOptions) => {
    requireEdits(options);
    const session = await openSession(shell, options);
    const params = { project: await session.project(), segment: key };
    if (options.environment === undefined) await setEverywhere(shell, session, params, options);
    else await setThere(shell, session, { ...params, environment: options.environment }, options);
  });
}

async function setEverywhere(
  shell: Shell,
  { client, output }: Session,
  params: { project: string; segment: string },
  options: SetOptions,
): Promise<void> {
  const present = await client.request(getSegment, { params });
  const { name, description, content: before } = present.body;
  const content = await contentAfter(shell, options, before);
  const named = { name: options.name ?? name, description: options.description ?? description };
  const changes = [
    ...(named.name === name ? [] : [`name: ${name} → ${named.name}`]),
    ...(named.description === description ? [] : ['description']),
    ...contentChanges(before, content),
  ];
  if (options.dryRun || changes.length === 0)
    return showPlan(output, before, content, params.segment, changes);
  const body = { ...named, content, ...reasonIn(options) };
  const updated = await client.call(updateSegment, { params, body, ifMatch: tagOf(present) });
  output.show(updated, () => `Changed segment ${updated.key}: ${changes.join('; ')}.`);
}

async function setThere(
  shell: Shell,
  { client, output }: Session,
  params: { project: string; segment: string; environment: string },
  options: SetOptions,
): Promise<void> {
  if (options.name !== undefined || options.description !== undefined)
    throw new UsageError(
      'Name and description are the same in every environment.',
      'Change them without -e.',
    );
  const present = await client.request(getSegmentState, { params });
  const before = present.body.content;
  const content = await contentAfter(shell, options, before);
  const changes = contentChanges(before, content);
  const place = `${params.segment} in ${params.environment}`;
  if (options.dryRun || changes.length === 0) return showPlan(output, before, content, place, changes);
  const body = { content, ...reasonIn(options) };
  const state = await client.call(putSegmentOverride, { params, body, ifMatch: tagOf(present) });
  output.show(state, () => `Changed segment ${place} (version ${state.version}): ${changes.join('; ')}.`);
}

function showPlan(
  output: Output,
  before: SegmentContent,
  after: SegmentContent,
  place: string,
  changes: readonly string[],
): void {
  output.show({ before, after, changes, written: false }, () =>
    changes.length === 0
      ? `Nothing to change: segment ${place} is so already.`
      : [
          `Would change segment ${place}:`,
          ...changes.map((change) => `  ${change}`),
          'Nothing was written.',
        ].join('\n'),
  );
}
