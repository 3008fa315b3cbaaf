import { createInterface } from 'node:readline';
import { UsageError } from './failure.ts';
import type { Shell } from './shell.ts';

/** Asks the person at the terminal; anything but yes is no. Where nobody sits, `--yes` has to say it. */
export function isConfirmed(shell: Shell, question: string): Promise<boolean> {
  if (shell.stdin.isTTY !== true)
    throw new UsageError('Nothing was written.', 'Add --yes, as nobody is there to be asked.');
  const terminal = createInterface({ input: shell.stdin, output: shell.stderr, terminal: true });
  return new Promise((resolve) => {
    terminal.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      terminal.close();
    });
    terminal.once('SIGINT', () => terminal.close());
    terminal.once('close', () => resolve(false));
  });
}
