import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the file of that name in `folder` says; made at the first start and readable by its owner only. */
export async function secretIn(folder: string, name: string, prefix = ''): Promise<string> {
  const file = join(folder, name);
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known.trim();
  const secret = `${prefix}${randomBytes(18).toString('base64url')}`;
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}
