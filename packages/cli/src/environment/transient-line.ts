import { isColoured, type Output } from '../output.ts';
import type { Shell } from '../shell.ts';
import { printable } from '../text/printable.ts';

interface TransientLine {
  /** Lines that stay, then one that the next call replaces. */
  show(lines: readonly string[], present: string | null): void;
  clear(): void;
}

const CLEAR = '\r\u001b[K';
const LONGEST = 100;

/** On a terminal's standard error; elsewhere only what stays is written. */
export function createTransientLine(shell: Shell, output: Output): TransientLine {
  const isTerminal = isColoured(shell, shell.stderr);
  const clear = (): void => {
    if (isTerminal) shell.stderr.write(CLEAR);
  };
  return {
    clear,
    show(lines, present) {
      clear();
      for (const line of lines) output.note(line);
      if (isTerminal && present !== null)
        shell.stderr.write(`… ${printable(present, false).replaceAll('\n', ' ').slice(0, LONGEST)}`);
    },
  };
}
