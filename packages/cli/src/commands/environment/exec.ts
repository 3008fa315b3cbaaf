import { execInEnvironment } from '@slipway/api';
import type { Command } from 'commander';
import { readEvents } from '../../environment/events.ts';
import { Exited } from '../../exited.ts';
import { Failure } from '../../failure.ts';
import { inProject, withExamples } from '../../options.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';

export function addExec(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('exec <environment> <service> <command...>')
      .description('run a command beside a service, with its code and variables; exits as it does'),
  );
  withExamples(command, {
    'slipway environment exec pr-1 api -- npm run migrate':
      'what follows -- is the command, no shell reads it',
    'slipway environment exec pr-1 api -- sh -c "env | sort"':
      'where a shell is wanted; ends after ten minutes',
  });
  command.action((key: string, service: string, words: string[], options: SessionOptions) =>
    exec(shell, key, { service, command: words }, options),
  );
}

async function exec(
  shell: Shell,
  key: string,
  body: { service: string; command: string[] },
  options: SessionOptions,
): Promise<void> {
  const { client, output, project } = await openSession(shell, options);
  const params = { project: await project(), environment: key };
  const response = await client.open(execInEnvironment, { params, body });
  let code: number | undefined;
  await readEvents(response, ({ event, data }) => {
    const said: { text?: string; code?: number } = JSON.parse(data);
    if (output.isJson) output.stream({ event, ...said }, () => '');
    else if (event === 'output') shell.stdout.write(said.text ?? '');
    if (event !== 'exit') return undefined;
    code = said.code;
    return 'last';
  });
  if (code === undefined)
    throw new Failure(
      'The connection was lost, so nobody knows how the command has ended.',
      'Look at what it did before you run it again.',
    );
  if (code !== 0) throw new Exited(code);
}
