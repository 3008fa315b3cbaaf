import { cp, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitHome } from './git-home.ts';
import { runGit } from './git-process.ts';
import { newScratch } from './scratch.ts';
import { SourceError } from './source.ts';

/**
 * Writes a tree as files. A work tree of the mirror with an index of its own, for this once: nothing is registered
 * in the mirror, so nothing has to be pruned, and of a large repository only the folder is written. Attributes are not
 * heeded, submodules are empty folders, links stay links.
 */
export async function writeTree(
  home: GitHome,
  mirror: string,
  { tree, into }: { tree: string; into: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  await requireAbsent(into);
  await using work = await newScratch(home);
  const files = join(work.folder, 'files');
  await mkdir(files, { mode: 0o755 });
  const git = async (...args: string[]): Promise<void> => {
    const { code, complaint } = await runGit({
      args: [`--git-dir=${mirror}`, `--work-tree=${files}`, ...args],
      environment: { ...home.environment, GIT_INDEX_FILE: join(work.folder, 'index') },
      cwd: files,
      signal,
    });
    if (code !== 0) throw notWritten(complaint);
  };
  await git('read-tree', tree);
  await git('checkout-index', '--all', '--quiet');
  await move(files, into);
}

async function requireAbsent(into: string): Promise<void> {
  const found = await lstat(into).catch(() => null);
  if (found)
    throw new SourceError(
      'path-refused',
      `${into} exists already. Code is written to a folder that does not.`,
    );
}

async function move(from: string, into: string): Promise<void> {
  try {
    await rename(from, into);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copy(from, into);
  }
}

/** To another disk; never half. */
async function copy(from: string, into: string): Promise<void> {
  try {
    await cp(from, into, { recursive: true, verbatimSymlinks: true, errorOnExist: true, force: false });
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    throw error;
  }
}

function notWritten(complaint: string): SourceError {
  const line = complaint.split('\n').find((each) => /^(fatal|error):/.test(each)) ?? complaint;
  return new SourceError(
    'unavailable',
    `The code could not be written: ${line.replace(/\p{C}/gu, ' ').trim().slice(0, 300)}. Look at the disk’s space, and at names in the repository.`,
  );
}
