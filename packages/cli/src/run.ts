import { CommanderError } from 'commander';
import { Exited } from './exited.ts';
import { createOutput } from './output.ts';
import { createProgram } from './program.ts';
import { Proposed } from './proposing.ts';
import { reportError } from './report.ts';
import type { Shell } from './shell.ts';
import { proposedText } from './text/proposal-text.ts';

/** Runs one command line; gives the exit code: 0, 1 (failed) or 2 (usage), or that of a command that it ran. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  try {
    await createProgram(shell).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said what is wrong already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Exited) return error.code;
    const isJson = args.includes('--json');
    if (!(error instanceof Proposed)) return reportError(error, shell, isJson);
    createOutput(shell, isJson).show(error.proposal, () => proposedText(error.proposal));
    return 0;
  }
}
