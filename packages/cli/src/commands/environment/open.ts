import { spawn } from 'node:child_process';
import { getEnvironment } from '@slipway/api';
import type { Command } from 'commander';
import { Failure } from '../../failure.ts';
import { inProject, withExamples } from '../../options.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';

interface OpenOptions extends SessionOptions {
  print?: boolean;
}

export function addOpen(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('open <environment>')
      .description('print where an environment answers and, on a terminal, open it in the browser'),
  ).option('--print', 'only print it');
  withExamples(command, {
    'slipway environment open pr-1': 'signed in as in the dashboard; a sleeping one wakes',
    'curl -I "$(slipway environment open pr-1)"': 'in a script the address alone',
  });
  command.action((key: string, options: OpenOptions) => open(shell, key, options));
}

async function open(shell: Shell, key: string, options: OpenOptions): Promise<void> {
  const { client, output, project } = await openSession(shell, options);
  const params = { project: await project(), environment: key };
  const { run } = await client.call(getEnvironment, { params });
  if (run === null)
    throw new Failure(
      `Slipway does not run ${key}, so it knows no address of it.`,
      'Environments with a blueprint have one: slipway environment list',
    );
  output.show({ url: run.url }, () => run.url);
  if (shell.stdout.isTTY === true && !options.print && !output.isJson) openInBrowser(run.url);
}

/** Where there is no browser to open, the printed address has to do. */
function openInBrowser(url: string): void {
  const { protocol, href } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return;
  const opener = openers[process.platform] ?? 'xdg-open';
  spawn(opener, [href], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };
