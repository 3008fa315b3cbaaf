import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';

/** For a data folder that environments’ accounts cannot pass into, such as below a private home. */
const ELSEWHERE = '/var/lib/slipway';
const MAY_PASS = 0o001;

/**
 * Where environments’ code lives. As root their accounts must be able to pass through every folder above it, so the
 * data folder is opened for passing (not for listing); where one above it is closed, another place is taken.
 */
export async function environmentsFolder(data: string, nodeId: string): Promise<string> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const inData = join(data, 'environments');
  if (process.getuid?.() !== 0) return make(inData);
  const { mode } = await stat(data);
  if (await isOpenAbove(data)) {
    if ((mode & MAY_PASS) === 0) await chmod(data, (mode & 0o7777) | MAY_PASS);
    return make(inData);
  }
  await mkdir(ELSEWHERE, { recursive: true, mode: 0o711 });
  return make(join(ELSEWHERE, `environments-${nodeId}`));
}

async function isOpenAbove(path: string): Promise<boolean> {
  for (let folder = dirname(path); folder !== parse(folder).root; folder = dirname(folder))
    if (((await stat(folder)).mode & MAY_PASS) === 0) return false;
  return true;
}

async function make(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  return folder;
}
