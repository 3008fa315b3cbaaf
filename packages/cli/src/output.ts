import type { Shell } from './shell.ts';
import { printable } from './text/printable.ts';

/** Paints for a terminal; gives the text back unchanged elsewhere. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

export interface Output {
  readonly isJson: boolean;
  readonly paint: Paint;
  /** The one result of a command: a JSON document under `--json`, else the text. */
  show(body: unknown, text: () => string): void;
  /** One of many results: a line of JSON under `--json`, else the text. */
  stream(body: unknown, text: () => string): void;
  /** For the person at the terminal, on standard error; not part of the result. */
  note(text: string): void;
}

export function createOutput(shell: Shell, isJson: boolean): Output {
  const paint = createPaint(isColoured(shell, shell.stdout));
  const write = (text: string): void => {
    shell.stdout.write(`${printable(text, isColoured(shell, shell.stdout))}\n`);
  };
  return {
    isJson,
    paint,
    show: (body, text) => (isJson ? shell.stdout.write(`${JSON.stringify(body, null, 2)}\n`) : write(text())),
    stream: (body, text) => (isJson ? shell.stdout.write(`${JSON.stringify(body)}\n`) : write(text())),
    note: (text) => shell.stderr.write(`${printable(text, false)}\n`),
  };
}

/** https://no-color.org: set and not empty turns colours off. */
export function isColoured(shell: Shell, stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && !shell.env.NO_COLOR && shell.env.TERM !== 'dumb';
}

export function createPaint(isOn: boolean): Paint {
  const sgr = (code: number, end: number) => (text: string) =>
    isOn ? `\u001b[${code}m${text}\u001b[${end}m` : text;
  return { bold: sgr(1, 22), dim: sgr(2, 22), good: sgr(32, 39), bad: sgr(31, 39) };
}
