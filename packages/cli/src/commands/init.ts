import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { findComposeFile } from '../init/files.ts';
import type { Guesses } from '../init/guess.ts';
import { lineDifference } from '../init/line-difference.ts';
import { fromPackage, type Proposed, withSlipway } from '../init/write.ts';
import { withExamples } from '../options.ts';
import { createOutput } from '../output.ts';
import type { Shell } from '../shell.ts';

interface InitOptions {
  dryRun?: boolean;
  force?: boolean;
  json?: boolean;
}

export function addInitCommand(program: Command, shell: Shell): void {
  const command = program
    .command('init [folder]')
    .description('add x-slipway to a Compose file, guessed from what is there; touches no server')
    .option('--dry-run', 'show what would change and write nothing')
    .option('--force', 'write x-slipway anew where there is one')
    .option('--json', 'print what was guessed as JSON');
  withExamples(command, {
    'slipway init': 'here; without a Compose file one is made from package.json',
    'slipway init apps/shop --dry-run': 'the difference, nothing written',
  });
  command.action(async (folder = '.', options: InitOptions) => {
    const output = createOutput(shell, options.json === true);
    const found = await findComposeFile(folder);
    const proposed = found
      ? await withSlipway(folder, found, options.force === true)
      : await fromPackage(folder);
    if (!options.dryRun) await writeFile(join(folder, proposed.file), proposed.after);
    output.show(bodyOf(proposed, options), () => textOf(proposed, options));
  });
}

function bodyOf({ file, after, guesses }: Proposed, { dryRun = false }: InitOptions) {
  const { services, database, left } = guesses;
  return { file, isWritten: !dryRun, services: Object.fromEntries(services), database, left, content: after };
}

function textOf({ file, before, after, guesses }: Proposed, { dryRun }: InitOptions): string {
  if (dryRun)
    return [`Would change ${file}:`, ...lineDifference(before, after), ...checks(guesses)].join('\n');
  const services = [...guesses.services].map(
    ([name, { service, route, process }]) =>
      `  ${name}: service ${service}${route ? `, ${route.path} on port ${route.port}` : ''}${process?.health ? `, ready at ${process.health}` : ''}`,
  );
  const { database } = guesses;
  const data = database ? [`  database: ${database.variable} of ${database.service}`] : [];
  return [`Wrote ${file}. Guessed:`, ...services, ...data, ...checks(guesses)].join('\n');
}

function checks({ left, services }: Guesses): string[] {
  const keys = [...new Set([...services.values()].map(({ service }) => service))];
  return [
    ...(left.length === 0 ? [] : ['To look at:', ...left.map((line) => `  ${line}`)]),
    `Next: register ${keys.join(', ') || 'the services'} (slipway service create), then slipway blueprint check.`,
  ];
}
