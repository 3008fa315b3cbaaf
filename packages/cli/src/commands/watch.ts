import { type Change, Change as ChangeSchema, getEnvironment, Receipts } from '@slipway/api';
import type { Command } from 'commander';
import { inProject, withExamples } from '../options.ts';
import type { Output } from '../output.ts';
import { openSession, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { changeLine } from '../text/change-text.ts';
import { describeReceipts } from '../text/receipts.ts';
import { durationText, utcText } from '../text/time.ts';
import { follow } from '../watch/follow.ts';

interface WatchOptions extends SessionOptions {
  environment?: string;
}

export function addWatchCommand(program: Command, shell: Shell): void {
  const command = inProject(
    program.command('watch').description('follow changes and how far they have got, until Ctrl-C'),
  ).option('-e, --environment <environment>', 'only changes that concern it, and its receipts');
  withExamples(command, {
    'slipway watch': 'every change in the project, and which SDKs have applied it',
    'slipway watch -e production --json': 'one JSON document a line, with the field "event"',
  });
  command.action((options: WatchOptions) => watch(shell, options));
}

async function watch(shell: Shell, options: WatchOptions): Promise<void> {
  const { client, output, withHeaders, project: findProject } = await openSession(shell, options);
  const project = await findProject();
  const { environment } = options;
  // The stream is the project's: nobody else would say that there is no such environment.
  if (environment !== undefined) await client.call(getEnvironment, { params: { project, environment } });
  const interruption = untilInterrupted();
  const show = (change: Change): void => showChange(output, environment, change);
  if (!output.isJson) output.note(`Watching ${project}. Times are UTC. Ctrl-C ends it.`);
  try {
    await follow({
      clientAfter: (id) => (id === undefined ? client : withHeaders({ 'last-event-id': id })),
      project,
      signal: interruption.signal,
      random: Math.random,
      onEvent: ({ event, data }) => {
        if (event === 'change') show(ChangeSchema.parse(JSON.parse(data)));
        if (event === 'receipts') showReceipts(output, environment, Receipts.parse(JSON.parse(data)), shell);
      },
      onLost: (why, pauseMs) =>
        output.note(`Connection lost: ${why}. Trying again in ${durationText(pauseMs)}.`),
    });
  } finally {
    interruption.end();
  }
}

function showChange(output: Output, environment: string | undefined, change: Change): void {
  const concerned = [change.environment, ...change.effects.map((effect) => effect.environment)];
  if (environment !== undefined && !concerned.includes(environment)) return;
  output.stream({ event: 'change', ...change }, () => changeLine(change));
}

function showReceipts(
  output: Output,
  environment: string | undefined,
  receipts: Receipts,
  shell: Shell,
): void {
  if (environment !== undefined && receipts.environment !== environment) return;
  output.stream(
    { event: 'receipts', ...receipts },
    () =>
      `${utcText(new Date(shell.now()).toISOString())}  ${receipts.environment}@${receipts.version}: ${describeReceipts(receipts)}`,
  );
}

/** Ctrl-C and SIGTERM end the tail as its user wants: with exit 0. */
function untilInterrupted(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    end: () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt),
  };
}
