import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from './failure.ts';

/** Options that several commands share, worded once. */
export function toServer(command: Command): Command {
  return command
    .option('--url <url>', 'Slipway’s address; default SLIPWAY_URL, else where you logged in')
    .option('--json', 'print the API’s answer as JSON');
}

export function inProject(command: Command): Command {
  return toServer(command).option(
    '-p, --project <project>',
    'default SLIPWAY_PROJECT, else the one of your login or token, else the only one',
  );
}

export function inEnvironment(command: Command): Command {
  return inProject(command).requiredOption('-e, --environment <environment>', 'where');
}

export function withReason(command: Command): Command {
  return command.option('--reason <text>', 'why; kept with the change');
}

/** For a change that may reach a protected environment. */
export function proposable(command: Command): Command {
  return command.option('--propose', 'where protected: propose it, for somebody else to approve');
}

/** Examples below a command's help: what one types and what it does. */
export function withExamples(command: Command, examples: Readonly<Record<string, string>>): Command {
  const lines = Object.entries(examples).map(([typed, meaning]) => `  $ ${typed}\n      ${meaning}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** For an option that may be given several times. */
export function collect<T>(parse: (text: string) => T): (text: string, previous: T[] | undefined) => T[] {
  return (text, previous = []) => [...previous, parse(text)];
}

/** `u1,u2` → two keys; for an option that may be given several times. */
export function collectList(text: string, previous: string[] = []): string[] {
  return [
    ...previous,
    ...text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}

export function oneOf<T extends string>(allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((value) => value === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`Give one of ${allowed.join(', ')}.`);
  };
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= 200) return count;
  throw new InvalidArgumentError('Give a number from 1 to 200.');
}

/** The ETag of what was read; every resource that is updated has one. */
export function tagOf({ etag }: { etag: string | null }): string {
  if (etag !== null) return etag;
  throw new Failure(
    'The answer has no ETag, so an update could overwrite somebody’s change.',
    'A proxy may have removed it: allow the ETag header through.',
  );
}
