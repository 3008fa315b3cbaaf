import { getSegment, getSegmentState, listSegments, type Segment } from '@slipway/api';
import type { Command } from 'commander';
import { originWords } from '../../config/describe.ts';
import { contentLines, summariseContent } from '../../config/segment.ts';
import { inProject, withExamples } from '../../options.ts';
import { everyPage } from '../../pages.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { pairs, table } from '../../text/table.ts';

export function addSegmentReadCommands(segment: Command, shell: Shell): void {
  addList(segment, shell);
  addShow(segment, shell);
}

function addList(segment: Command, shell: Shell): void {
  const command = inProject(segment.command('list').description('list segments'));
  withExamples(command, { 'slipway segment list': 'keys and who belongs, in short' });
  command.action(async (options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const page = await everyPage((query) => client.call(listSegments, { params, query }));
    output.show(page, () => segmentTable(page.items));
  });
}

function addShow(segment: Command, shell: Shell): void {
  const command = inProject(
    segment
      .command('show <segment>')
      .description('show who belongs to a segment, by default or in one environment'),
  ).option('-e, --environment <environment>', 'as it is there, with its override');
  withExamples(command, {
    'slipway segment show internal': 'listed keys and rules in words',
    'slipway segment show internal -e staging': 'as it is in staging',
  });
  command.action(async (key: string, options: SessionOptions & { environment?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), segment: key };
    if (options.environment !== undefined) {
      const state = await client.call(getSegmentState, {
        params: { ...params, environment: options.environment },
      });
      const place = `${state.environment} (version ${state.version}, ${originWords(state)})`;
      return output.show(state, () =>
        pairs([['segment', key], ['environment', place], ...contentLines(state.content)]),
      );
    }
    const found = await client.call(getSegment, { params });
    output.show(found, () => segmentText(found));
  });
}

function segmentTable(segments: readonly Segment[]): string {
  return table(
    ['KEY', 'MEMBERS', 'NAME'],
    segments.map(({ key, content, name }) => [key, summariseContent(content), name]),
  );
}

function segmentText({ key, name, description, content }: Segment): string {
  return pairs([
    ['segment', key],
    ['name', name],
    ['description', description || '–'],
    ...contentLines(content),
  ]);
}
