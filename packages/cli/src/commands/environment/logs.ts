import { followLogs } from '@slipway/api';
import { type Command, InvalidArgumentError } from 'commander';
import { readEvents } from '../../environment/events.ts';
import { Failure } from '../../failure.ts';
import { inProject, withExamples } from '../../options.ts';
import type { Output } from '../../output.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';

interface LogsOptions extends SessionOptions {
  source?: string;
  lines?: number;
  follow: boolean;
}

export function addLogs(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('logs <environment>')
      .description('show what steps and services have written, and what comes, until Ctrl-C'),
  )
    .option('--source <source>', 'one service or step, such as web or build-web; default every one')
    .option('--lines <count>', 'so many of the last lines; default 200', parseLines)
    .option('--no-follow', 'only what is there');
  withExamples(command, {
    'slipway environment logs pr-1': 'every service and step, secrets masked',
    'slipway environment logs pr-1 --source api --lines 50 --no-follow': 'the last 50 lines of api',
  });
  command.action((key: string, options: LogsOptions) => showLogs(shell, key, options));
}

async function showLogs(shell: Shell, key: string, options: LogsOptions): Promise<void> {
  const { client, output, project } = await openSession(shell, options);
  const { source, lines, follow } = options;
  const response = await client.open(followLogs, {
    params: { project: await project(), environment: key },
    query: {
      ...(source === undefined ? {} : { source }),
      ...(lines === undefined ? {} : { lines }),
      follow: follow ? 'true' : 'false',
    },
  });
  let isWhole = false;
  await readEvents(response, ({ event, data }) => {
    if (event === 'end') {
      isWhole = true;
      return 'last';
    }
    if (event === 'line') showLine(output, JSON.parse(data), source !== undefined);
    return undefined;
  });
  if (!isWhole)
    throw new Failure('The connection was lost.', `Go on: slipway environment logs ${key} --lines 20`);
}

function showLine(output: Output, line: { source: string; text: string }, isOnly: boolean): void {
  output.stream(line, () => (isOnly ? line.text : `${line.source}  ${line.text}`));
}

const MOST_LINES = 10_000;

function parseLines(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= MOST_LINES) return Number(text);
  throw new InvalidArgumentError(`Give a number from 0 to ${MOST_LINES}.`);
}
