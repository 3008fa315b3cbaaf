import { chmod, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../db/index.ts';
import { type Account, canRead } from './account.ts';
import type { Binaries } from './binaries.ts';
import { makeFolders } from './place.ts';

const COPIES = '/var/lib/slipway/programs';

/** The binaries, or a copy of them if the account cannot reach where npm put them (say, under /root). */
export async function readableBinaries(
  binaries: Binaries,
  account: Account | undefined,
  log: Log,
  copies: string = COPIES,
): Promise<Binaries> {
  if (!account || (await isReadable(binaries.root, account))) return binaries;
  const root = join(copies, binaries.name);
  if (!(await isReadable(root, account))) {
    log.info(
      { from: binaries.root, to: root },
      `copying PostgreSQL's programs to ${root}, where its account can read them`,
    );
    await copyPrograms(binaries.root, root);
  }
  return { ...binaries, root };
}

async function isReadable(root: string, account: Account): Promise<boolean> {
  return canRead(join(root, 'share', 'postgresql', 'postgres.bki'), account);
}

/** The copy appears under its name only when it is complete; of two that arrive together, one wins. */
async function copyPrograms(from: string, to: string): Promise<void> {
  const fresh = `${to}.${process.pid}.new`;
  await makeFolders(dirname(to), 0o755);
  await rm(fresh, { recursive: true, force: true });
  await cp(from, fresh, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  await openToAll(fresh);
  await rename(fresh, to).catch(() => rm(fresh, { recursive: true, force: true }));
}

async function openToAll(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    await chmod(path, entry.isDirectory() || mode & 0o100 ? 0o755 : 0o644);
  }
}
