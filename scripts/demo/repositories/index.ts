import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commitFolder, type Git, gitIn } from './git.ts';
import type { LockfileOf } from './lockfile.ts';
import { type Change, changed, type ServiceName, services, type Work, work } from './work.ts';

const academy = resolve(import.meta.dirname, '../../../examples/academy');

export interface Repositories {
  /** Where they all are: what Slipway has to be allowed to fetch from. */
  folder: string;
  urls: Record<ServiceName, string>;
}

/** Dates of commits are those of the work, not of the demo's start. */
const MAIN_AT = '2026-11-23T09:00:00Z';
const WORK_AT = '2026-11-24T09:00:00Z';

/**
 * Academy as two bare repositories with their work in progress, as teams would have them: the packages that it needs are
 * committed as tarballs, with a lockfile. The same sources give the same commits; branches that somebody has added stay.
 */
export async function makeRepositories(
  folder: string,
  vendor: string,
  lockfileOf: LockfileOf,
): Promise<Repositories> {
  await Promise.all(services.map((service) => makeRepository(folder, service, vendor, lockfileOf)));
  return {
    folder,
    urls: { api: urlOf(folder, 'api'), web: urlOf(folder, 'web') },
  };
}

async function makeRepository(
  folder: string,
  service: ServiceName,
  vendor: string,
  lockfileOf: LockfileOf,
): Promise<void> {
  const repository = repositoryOf(folder, service);
  const git = gitIn(repository);
  await mkdir(folder, { recursive: true });
  await git(['init', '--quiet', '--bare', '--initial-branch=main']);
  const place = await mkdtemp(join(tmpdir(), 'slipway-work-'));
  try {
    const content = join(place, 'content');
    const index = join(place, 'index');
    await writeMain(content, service, vendor, lockfileOf);
    const main = await commitFolder(git, {
      ...{ folder: content, index, at: MAIN_AT, parent: null },
      subject: `Academy’s ${service}`,
    });
    await git(['update-ref', 'refs/heads/main', main]);
    for (const piece of work.filter((one) => one.service === service))
      await branchOff(git, { content, index, main, piece });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function writeMain(
  content: string,
  service: ServiceName,
  vendor: string,
  lockfileOf: LockfileOf,
): Promise<void> {
  await cp(join(academy, service), content, {
    recursive: true,
    filter: (path) => !/\/(node_modules|vendor|package-lock\.json)(\/|$)/.test(path),
  });
  await cp(vendor, join(content, 'vendor'), { recursive: true });
  await writeFile(join(content, '.gitignore'), 'node_modules/\n');
  if (service === 'web') await cp(join(academy, 'compose.yaml'), join(content, 'compose.yaml'));
  await writeFile(join(content, 'package-lock.json'), await lockfileOf(content));
}

/** The folder is main's again afterwards. */
async function branchOff(
  git: Git,
  { content, index, main, piece }: { content: string; index: string; main: string; piece: Work },
): Promise<void> {
  const before = new Map<string, string | null>();
  for (const change of piece.changes) await apply(content, change, before);
  const commit = await commitFolder(git, {
    ...{ folder: content, index, at: WORK_AT, parent: main },
    subject: piece.subject,
  });
  await git(['update-ref', `refs/heads/${piece.branch}`, commit]);
  for (const [file, text] of before) await (text === null ? rm(file) : writeFile(file, text));
}

async function apply(content: string, change: Change, before: Map<string, string | null>): Promise<void> {
  const file = join(content, change.path);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (!before.has(file)) before.set(file, text);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, changed(text, change));
}

function repositoryOf(folder: string, service: ServiceName): string {
  return join(folder, `academy-${service}.git`);
}

function urlOf(folder: string, service: ServiceName): string {
  return pathToFileURL(repositoryOf(folder, service)).href;
}
