import { getMe, getProject } from '@slipway/api';
import type { Command } from 'commander';
import { clientFor, parseUrl } from '../connection.ts';
import { UsageError } from '../failure.ts';
import { toServer, withExamples } from '../options.ts';
import { createOutput } from '../output.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { forgetLogin, settingsFile, writeLogin } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { pairs } from '../text/table.ts';
import { readToken } from '../token-input.ts';

interface LoginOptions {
  tokenFile?: string;
  token?: string;
  project?: string;
  json?: boolean;
}

export function addLoginCommands(program: Command, shell: Shell): void {
  addLogin(program, shell);
  addLogout(program, shell);
  addWhoami(program, shell);
}

function addLogin(program: Command, shell: Shell): void {
  const command = program
    .command('login <url>')
    .description('check a token and remember it for this server; asked for, or read from standard input')
    .option('--token-file <file>', 'read the token from a file; - is standard input')
    .option('-p, --project <project>', 'remember this project as the default')
    .option('--json', 'print the API’s answer as JSON');
  command.addOption(command.createOption('--token [token]').hideHelp());
  withExamples(command, {
    'slipway login http://127.0.0.1:4400 --token-file slipway-data/admin-token':
      'with the first administrator token',
    'slipway login https://slipway.example -p academy': 'asks for the token without showing it',
    'pass slipway | slipway login https://slipway.example': 'reads it from a password manager',
  });
  command.action((url: string, options: LoginOptions) => login(shell, parseUrl(url), options));
}

async function login(shell: Shell, url: string, options: LoginOptions): Promise<void> {
  if (options.token !== undefined)
    throw new UsageError(
      '--token is refused: every user of this machine can read arguments, and shells remember them.',
      'Pipe the token in, give --token-file FILE, or run it without and be asked.',
    );
  const output = createOutput(shell, options.json === true);
  if (isReadableOnTheWay(url))
    output.note(`Warning: ${url} is not encrypted; the token can be read on the network.`);
  const token = await readToken(shell, options.tokenFile);
  const client = clientFor(url, token);
  const me = await client.call(getMe);
  if (options.project) await client.call(getProject, { params: { project: options.project } });
  const project = options.project ?? me.project ?? undefined;
  const file = settingsFile(shell.env);
  await writeLogin(file, { url, token, ...(project ? { project } : {}) });
  output.show(
    me,
    () =>
      `Logged in to ${url} as ${me.name} (${me.scope} token). Remembered in ${file}, readable by you alone.`,
  );
}

function isReadableOnTheWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function addLogout(program: Command, shell: Shell): void {
  const command = program.command('logout').description('forget the remembered token');
  withExamples(command, { 'slipway logout': 'the token itself stays valid; slipway token revoke ends it' });
  command.option('--json', 'print a JSON document');
  command.action(async (options: { json?: boolean }) => {
    const file = settingsFile(shell.env);
    await forgetLogin(file);
    createOutput(shell, options.json === true).show(
      { loggedOut: true },
      () => `Logged out: ${file} is gone.`,
    );
  });
}

function addWhoami(program: Command, shell: Shell): void {
  const command = toServer(
    program.command('whoami').description('show which server and credential are used'),
  );
  withExamples(command, { 'slipway whoami': 'server, name, scope and what the token is bound to' });
  command.action(async (options: SessionOptions) => {
    const { client, output, url } = await openSession(shell, options);
    const me = await client.call(getMe);
    const rows = {
      server: url,
      name: me.name,
      scope: me.scope,
      project: me.project,
      environment: me.environment,
      ...Object.fromEntries(me.memberships.map(({ project, role }) => [`role in ${project}`, role])),
    };
    output.show(me, () => pairs(Object.entries(rows).map(([label, text]) => [label, text ?? 'any'])));
  });
}
