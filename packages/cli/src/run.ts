import { CommanderError } from 'commander';
import { createOutput } from './output.ts';
import { createProgram } from './program.ts';
import { Proposed } from './proposing.ts';
import { reportError } from './report.ts';
import type { Shell } from './shell.ts';
import { proposedText } from './text/proposal-text.ts';

/** Runs one command line; gives the exit code: 0, 1 (failed) or 2 (usage). */
export async function run(args: readonly string[], shell: Shell): Promise<0 | 1 | 2> {
  try {
    await createProgram(shell).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said what is wrong already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const isJson = args.includes('--json');
    if (!(error instanceof Proposed)) return reportError(error, shell, isJson);
    createOutput(shell, isJson).show(error.proposal, () => proposedText(error.proposal));
    return 0;
  }
}
