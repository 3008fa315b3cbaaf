import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSession } from '../db/index.ts';
import { readCredentials, readPointer } from './place.ts';
import { hasCode } from './program.ts';
import { type Urls, urlsOf } from './urls.ts';

/** How to reach the server that a running Slipway keeps on this folder, if it answers: for a backup without a stop. */
export async function findRunningPostgres(folder: string): Promise<Urls | undefined> {
  const base = (await readPointer(folder)) ?? folder;
  const credentials = await readCredentials(folder);
  const recorded = await readFile(join(base, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const [, , , port, socketFolder] = recorded.split('\n');
  if (!credentials || !port) return undefined;
  const urls = urlsOf(socketFolder || '127.0.0.1', Number(port), credentials);
  return (await answers(urls.url)) ? urls : undefined;
}

/** Whether a server was ever made on this folder. Touches nothing; what may not be looked into counts. */
export async function holdsServer(folder: string): Promise<boolean> {
  const base = (await readPointer(folder)) ?? folder;
  try {
    return (await readdir(join(base, 'data'))).length > 0;
  } catch (error) {
    return !hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR');
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await openSession(url)).end();
    return true;
  } catch {
    return false;
  }
}
