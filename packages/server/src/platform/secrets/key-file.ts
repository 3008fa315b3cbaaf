import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;

/** What the data folder keeps; the first who asks makes it, whole and for this account alone. */
export function findOrMakeKey(data: string): string {
  const file = join(data, 'secret-key');
  return read(file) ?? make(data, file);
}

function make(data: string, file: string): string {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const draft = join(data, `secret-key-${randomBytes(8).toString('hex')}`);
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return read(file) ?? unreadable(file);
}

function read(file: string): string | null {
  try {
    const key = readFileSync(file, 'utf8').trim();
    return key === '' ? unreadable(file) : key;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function unreadable(file: string): never {
  throw new Error(`${file} holds no key. Put it back from where you keep it.`);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
