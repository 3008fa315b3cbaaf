import { Command, Help, type Option } from 'commander';
import { addBlueprintCommands } from './commands/blueprint.ts';
import { addChangeCommands } from './commands/change.ts';
import { addEnvironmentCommands } from './commands/environment/index.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addFlagCommands } from './commands/flag/index.ts';
import { addInitCommand } from './commands/init.ts';
import { addInvitationCommands } from './commands/invitation.ts';
import { addLoginCommands } from './commands/login.ts';
import { addMemberCommands } from './commands/member.ts';
import { addPrivacyCommands } from './commands/privacy.ts';
import { addProjectCommands } from './commands/project.ts';
import { addProposalCommands } from './commands/proposal.ts';
import { addReviewCommands } from './commands/review.ts';
import { addSegmentCommands } from './commands/segment/index.ts';
import { addServerCommands } from './commands/server.ts';
import { addServiceCommands } from './commands/service.ts';
import { addTokenCommands } from './commands/token.ts';
import { addVariableCommands } from './commands/variable.ts';
import { addWatchCommand } from './commands/watch.ts';
import { version } from './package-info.ts';
import type { Shell } from './shell.ts';

/** The whole command line. Usage errors throw CommanderError after they are written to standard error. */
export function createProgram(shell: Shell): Command {
  const program = new Command('slipway')
    .description('Deploy any time, release when the business says so.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show a command’s help')
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ visibleOptions: commonLast })
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for usage and examples)')
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(text.replace(/^error:/, 'Error:')),
    });
  program.addHelpText('after', overview);
  for (const add of slices) add(program, shell);
  return program;
}

const common = ['--project', '--url', '--propose', '--reason', '--json', '--help'];

/** What a command is about before what every command has. */
function commonLast(this: Help, command: Command): Option[] {
  const rank = ({ long }: Option): number => common.indexOf(long ?? '');
  return Help.prototype.visibleOptions.call(this, command).sort((a, b) => rank(a) - rank(b));
}

const slices: readonly ((program: Command, shell: Shell) => void)[] = [
  addServerCommands,
  addLoginCommands,
  addProjectCommands,
  addEnvironmentCommands,
  addServiceCommands,
  addBlueprintCommands,
  addVariableCommands,
  addInitCommand,
  addFlagCommands,
  addSegmentCommands,
  addExplainCommand,
  addChangeCommands,
  addProposalCommands,
  addReviewCommands,
  addWatchCommand,
  addInvitationCommands,
  addMemberCommands,
  addTokenCommands,
  addPrivacyCommands,
];

const overview = `
Examples:
  $ slipway login http://127.0.0.1:4400 --token-file slipway-data/admin-token
  $ slipway flag create new-checkout
  $ slipway flag set new-checkout -e production --segment internal=on --on
  $ slipway flag set new-checkout -e production --percentage 10
  $ slipway flag kill new-checkout -e production --reason "errors in payment"

Variables: SLIPWAY_URL and SLIPWAY_TOKEN (win over the login), SLIPWAY_PROJECT, NO_COLOR.
Exit codes: 0 done, 1 failed, 2 wrong usage.`;
