import type { Command } from 'commander';
import { withExamples } from '../options.ts';
import { createOutput, type Output } from '../output.ts';
import { type BackupSummary, describeFailure, loadServer, type ServerModule } from '../server-module.ts';
import type { Shell } from '../shell.ts';

/** `--name <value>` → what it says; the server reads and checks them. */
export const startOptions: Readonly<Record<string, string>> = {
  '--host <address>':
    'address to listen on; anything but loopback needs an https public URL; default 127.0.0.1',
  '--port <port>': 'API, reference and SDK routes; default 4400',
  '--delivery-port <port>': 'SDK routes and health only; default 4402',
  '--gateway-port <port>': 'gateway to environments; default 4401',
  '--gateway-domain <domain>': 'environments are hosts below it; default localhost',
  '--data <folder>': 'embedded database and first administrator token; default ./slipway-data',
  '--database-url <url>': 'use this PostgreSQL instead of an embedded one',
  '--public-url <url>': 'where people and SDKs reach it',
  '--gateway-public-url <url>': 'where people reach environments: hosts below it',
  '--trust-proxy <cidr>': 'proxies whose X-Forwarded-For is believed, separated by commas',
  '--allow-host <hosts>': 'further names by which it may be asked, separated by commas',
  '--rate-limit <number>': 'API requests a second by one account; 0 for no limits; default 100',
  '--sign-in-limit <number>': 'attempts a minute to sign in to one account; 0 for no limits; default 10',
  '--mail-from <address>': 'sender of mail; the mail server is SLIPWAY_SMTP_URL',
  '--outbound-allow <places>': 'private places that it may connect to, separated by commas',
  '--oidc-issuer <url>': 'OpenID provider to sign in by; its secret is SLIPWAY_OIDC_CLIENT_SECRET',
  '--oidc-client-id <id>': 'how the provider knows Slipway',
  '--oidc-name <name>': 'what people see the provider by; default "Single sign-on"',
  '--oidc-groups-claim <claim>': 'claim that lists a person’s groups; default groups',
  '--oidc-role-map <json>': 'group → role, such as {"dev":{"project":"academy","role":"developer"}}',
  '--source-allow <folders>': 'folders whose repositories file:// URLs may name, separated by commas',
  '--environments-most <number>': 'environments that it runs or lets sleep at a time; default 50',
  '--environments-memory <mib>': 'memory that they may take together; 0 for three quarters; default 0',
  '--disk-floor <mib>': 'disk space that stays free; default 2048',
  '--builds-most <number>': 'environments brought up at a time; the others wait in a queue; default 2',
  '--insecure': 'listen beyond loopback without an https public URL',
  '--log-level <level>': 'trace, debug, info, warn, error, fatal or silent; default info',
};

const placeOptions = ['--data <folder>', '--database-url <url>', '--log-level <level>'];

export function addServerCommands(program: Command, shell: Shell): void {
  addStart(program, shell);
  addBackup(program, shell);
  addRestore(program, shell);
}

function addStart(program: Command, shell: Shell): void {
  const command = program
    .command('start')
    .description(
      'start the server; needs @slipway/server and Node 24; each option also as SLIPWAY_… variable',
    );
  for (const [flags, meaning] of Object.entries(startOptions)) command.option(flags, meaning);
  command.option('--json', 'say where it serves, and a new administrator token, as one line of JSON');
  withExamples(command, {
    'slipway start': 'on http://127.0.0.1:4400, with an embedded database in ./slipway-data',
    'slipway start --database-url postgres://slipway@db/slipway': 'on your PostgreSQL',
    'SLIPWAY_PORT=8080 slipway start --public-url https://slipway.example': 'behind a proxy with TLS',
  });
  command.action(async (options: Record<string, string | boolean>) => {
    const server = await loadServer('start');
    await describeFailure(server, () =>
      server.runSlipway(argumentsOf(options, [...Object.keys(startOptions), '--json']), shell.env),
    );
  });
}

function addBackup(program: Command, shell: Shell): void {
  const command = withPlace(
    program
      .command('backup <file>')
      .description('export the whole database into a file, also while Slipway runs'),
  );
  withExamples(command, {
    'slipway backup slipway-2026-12-01.backup': 'from the embedded database in ./slipway-data',
    'slipway backup now.backup --database-url postgres://slipway@db/slipway': 'from your PostgreSQL',
  });
  command.action((file: string, options: PlaceOptions) =>
    transfer(shell, 'backup', file, options, (server) => server.backup, 'Backed up'),
  );
}

function addRestore(program: Command, shell: Shell): void {
  const command = withPlace(
    program.command('restore <file>').description('fill an empty database from a backup, all or nothing'),
  );
  withExamples(command, {
    'slipway restore slipway-2026-12-01.backup --data ./new-data':
      'into a new embedded database; start it with the same --data',
    'slipway restore now.backup --database-url postgres://slipway@db/new':
      'into an empty database of your PostgreSQL',
  });
  command.action((file: string, options: PlaceOptions) =>
    transfer(shell, 'restore', file, options, (server) => server.restore, 'Restored'),
  );
}

interface PlaceOptions {
  json?: boolean;
  [option: string]: string | boolean | undefined;
}

function withPlace(command: Command): Command {
  for (const flags of placeOptions) command.option(flags, startOptions[flags]);
  return command.option('--json', 'print the summary as JSON');
}

async function transfer(
  shell: Shell,
  name: 'backup' | 'restore',
  file: string,
  options: PlaceOptions,
  work: (server: ServerModule) => ServerModule['backup'],
  done: string,
): Promise<void> {
  const output = createOutput(shell, options.json === true);
  const server = await loadServer(name);
  const args = ['--log-level', 'warn', ...argumentsOf(options, placeOptions)];
  const summary = await describeFailure(server, () => work(server)(server.readConfig(args, shell.env), file));
  showSummary(output, summary, `${done} ${file}.`);
}

function showSummary(output: Output, summary: BackupSummary, sentence: string): void {
  const { rows, createdAt, contentHash } = summary;
  output.show(summary, () => `${sentence} ${rows} rows as of ${createdAt}, content hash ${contentHash}.`);
}

/** What was given, as arguments again. */
function argumentsOf(
  options: Readonly<Record<string, string | boolean | undefined>>,
  known: readonly string[],
): string[] {
  return known.flatMap((flags) => {
    const [flag = ''] = flags.split(' ');
    const value = options[camelCase(flag.slice(2))];
    if (value === undefined || value === false) return [];
    return value === true ? [flag] : [`${flag}=${value}`];
  });
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
