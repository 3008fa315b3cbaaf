import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commitFolder, gitIn } from './git.ts';
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
  await inTemporaryFolder(async (content, index) => {
    await writeMain(content, service, vendor, lockfileOf);
    const main = { folder: content, index, at: MAIN_AT, parent: null, subject: `Academy’s ${service}` };
    await git(['update-ref', 'refs/heads/main', await commitFolder(git, main)]);
  });
  for (const piece of work.filter((one) => one.service === service)) await commitOn(repository, piece);
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

/** One commit on main becomes the whole branch, whatever was there. */
export async function commitOn(
  repository: string,
  { branch, subject, changes }: Pick<Work, 'branch' | 'subject' | 'changes'>,
): Promise<void> {
  const git = gitIn(repository);
  const parent = await git(['rev-parse', 'refs/heads/main']);
  await inTemporaryFolder(async (content, index) => {
    await mkdir(content);
    const place = { GIT_WORK_TREE: content, GIT_INDEX_FILE: index };
    await git(['read-tree', parent], place);
    await git(['checkout-index', '--all'], place);
    for (const change of changes) await apply(content, change);
    const commit = await commitFolder(git, { folder: content, index, at: WORK_AT, parent, subject });
    await git(['update-ref', `refs/heads/${branch}`, commit]);
  });
}

async function apply(content: string, change: Change): Promise<void> {
  const file = join(content, change.path);
  const text = await readFile(file, 'utf8').catch(() => null);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, changed(text, change));
}

async function inTemporaryFolder(work: (content: string, index: string) => Promise<void>): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'slipway-work-'));
  try {
    await work(join(place, 'content'), join(place, 'index'));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Where a service's repository is in their folder. */
export function repositoryOf(folder: string, service: ServiceName): string {
  return join(folder, `academy-${service}.git`);
}

function urlOf(folder: string, service: ServiceName): string {
  return pathToFileURL(repositoryOf(folder, service)).href;
}
