import { closeReview, listReviews } from '@slipway/api';
import type { Command } from 'commander';
import { inProject, parseCount, withExamples, withReason } from '../options.ts';
import { openSession, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { reviewTable } from '../text/proposal-text.ts';

interface ListOptions extends SessionOptions {
  closed?: boolean;
  limit?: number;
  cursor?: string;
}

export function addReviewCommands(program: Command, shell: Shell): void {
  const review = program
    .command('review')
    .description('reviews: kills in protected environments that somebody else has to look at');
  withExamples(review, {
    'slipway review list': 'kills that nobody has looked at yet',
    'slipway review close 3': 'when one has looked',
  });
  addList(review, shell);
  addClose(review, shell);
}

function addList(review: Command, shell: Shell): void {
  const command = inProject(review.command('list').description('list reviews, newest first'))
    .option('--closed', 'those that somebody has closed')
    .option('--limit <number>', 'how many, 1 to 200; default 20', parseCount)
    .option('--cursor <cursor>', 'go on after the page before');
  withExamples(command, { 'slipway review list': 'kills that nobody has looked at yet' });
  command.action(async ({ closed, limit = 20, cursor, ...options }: ListOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const state = closed ? ('closed' as const) : ('open' as const);
    const query = { state, limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await client.call(listReviews, { params: { project: await project() }, query });
    output.show(page, () => reviewTable(page.items));
    if (page.next !== null && !output.isJson)
      output.note(`Older ones: the same command with --cursor ${page.next}`);
  });
}

function addClose(review: Command, shell: Shell): void {
  const command = withReason(
    inProject(review.command('close <id>').description('close a review of somebody else’s kill')),
  );
  withExamples(command, {
    'slipway review close 3 --reason "payment provider was down; restored by proposal 12"':
      'the reason stays with the review',
  });
  command.action(async (id: string, options: SessionOptions & { reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), review: id };
    const body = options.reason === undefined ? {} : { note: options.reason };
    const closed = await client.call(closeReview, { params, body });
    output.show(closed, () => `Closed review ${id}: ${closed.flag} in ${closed.environment}.`);
  });
}
