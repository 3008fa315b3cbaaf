import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, type Accounts, give } from './accounts.ts';
import { killAll } from './ending.ts';
import { isFolder, remove } from './files.ts';
import { makeFolder, type Place } from './place.ts';

/**
 * Where one thing is made that others get too: with an account, a home and a /tmp for this once, so that neither what
 * runs nor what was made before has a hand in it.
 */
export interface Workshop {
  readonly account: Account | null;
  readonly home: string;
  readonly tmp: string;
  /** In a folder of Slipway’s: nobody can put anything else in its place. */
  pathTo(name: string): string;
  /** Ends whatever still runs there. */
  quiet(): Promise<void>;
}

export interface Workshops {
  within<T>(work: (workshop: Workshop) => Promise<T>): Promise<T>;
  /** Ends and removes what a killed Slipway has left. */
  sweep(): Promise<void>;
}

export function createWorkshops({ staging }: Pick<Place, 'staging'>, accounts: Accounts): Workshops {
  const open = new Set<string>();

  const close = async (path: string): Promise<void> => {
    if (!isFolder(path)) return;
    await killAll(accounts.of(path), []);
    accounts.release(path);
    await remove(path);
  };

  const sweepNow = async (): Promise<void> => {
    for (const name of await readdir(staging)) if (!open.has(name)) await close(join(staging, name));
  };
  let swept: Promise<void> | undefined;
  const sweep = (): Promise<void> => {
    swept ??= sweepNow();
    return swept;
  };

  return {
    sweep,
    async within(work) {
      // Whoever made this reports it; it is no reason to build nothing.
      await sweep().catch(() => undefined);
      const name = randomBytes(8).toString('hex');
      open.add(name);
      try {
        return await work(openWorkshop(join(staging, name), accounts));
      } finally {
        await close(join(staging, name));
        open.delete(name);
      }
    },
  };
}

function openWorkshop(path: string, accounts: Accounts): Workshop {
  makeFolder(path, 0o711);
  const account = accounts.of(path);
  const workshop = { account, home: join(path, 'home'), tmp: join(path, 'tmp') };
  for (const own of [workshop.home, workshop.tmp]) {
    mkdirSync(own, { mode: 0o700 });
    give(own, account);
  }
  return {
    ...workshop,
    pathTo: (name) => join(path, name),
    quiet: () => killAll(account, []),
  };
}
