import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitHome } from './git-home.ts';
import { ourselves } from './owners.ts';

export interface Scratch extends AsyncDisposable {
  readonly folder: string;
}

/** A folder for one call, with its owner's name, so that what a killed process leaves is known. */
export async function newScratch({ scratch }: GitHome): Promise<Scratch> {
  const folder = await mkdtemp(join(scratch, `${ourselves}.`));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
