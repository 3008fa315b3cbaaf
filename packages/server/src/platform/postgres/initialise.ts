import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { giveTo, type Place, syncFolder } from './place.ts';
import { runProgram } from './program.ts';

const HALF_MADE = 'data.new-';

/** `empty`: nothing was ever stored here. Anything else than data of this major is refused, untouched. */
export async function stateOf(data: string, major: number): Promise<'empty' | 'filled'> {
  const entries = await readdir(data).catch(() => []);
  if (entries.length === 0) return 'empty';
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) {
    throw new EmbeddedPostgresError(
      'foreign-folder',
      `${data} holds files that are not PostgreSQL's. Nothing was touched; choose another data folder.`,
    );
  }
  if (Number(version) !== major) throw otherMajor(data, version.trim(), major);
  return 'filled';
}

/**
 * Makes the data folder. It appears under its own name only when complete, so whatever a kill left half made is
 * recognised by its name and holds nothing.
 */
export async function initialise(
  place: Place,
  binaries: Binaries,
  account: Account | undefined,
  options: { password: string; durable: boolean },
): Promise<void> {
  await removeHalfMade(place.base);
  const fresh = join(place.base, `${HALF_MADE}${randomBytes(4).toString('hex')}`);
  const passwordFile = join(place.run, `${basename(fresh)}.password`);
  try {
    // `base` is not the account's, so initdb could not make the folder in it.
    await makeOwned(fresh, account);
    await writeFile(passwordFile, options.password, { mode: 0o600 });
    await giveTo(passwordFile, account);
    await runProgram(
      join(binaries.root, 'bin', 'initdb'),
      initdbArguments(fresh, passwordFile, options.durable),
      account,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, place.data);
  await syncFolder(place.base);
}

function initdbArguments(data: string, passwordFile: string, durable: boolean): string[] {
  const fixed = [
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
  ];
  return [
    '-D',
    data,
    `--pwfile=${passwordFile}`,
    ...fixed,
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
}

async function makeOwned(path: string, account: Account | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  await giveTo(path, account);
}

async function removeHalfMade(base: string): Promise<void> {
  const entries = await readdir(base);
  const leftovers = entries.filter((name) => name.startsWith(HALF_MADE));
  // An initdb orphaned by a kill may still be writing there for a moment.
  await Promise.all(
    leftovers.map((name) => rm(join(base, name), { recursive: true, force: true, maxRetries: 5 })),
  );
}

function otherMajor(data: string, found: string, major: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'other-major',
    `${data} was written by PostgreSQL ${found}, and this Slipway brings PostgreSQL ${major}. Nothing was touched. ` +
      'Run "slipway backup" with the Slipway version that wrote it, then "slipway restore" into a new data folder with this one.',
  );
}
