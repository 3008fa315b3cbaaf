import { posix } from 'node:path';

/** Whether a path of a Compose file may lead out of the repository: absolute, home, upwards, a URL, or not yet known. */
export function leadsOutside(path: string): boolean {
  if (path.includes('$') || path.includes('\\') || path.includes('\0')) return true;
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path) || /^[^/]+@[^/]+:/.test(path)) return true;
  if (path.startsWith('/') || path.startsWith('~')) return true;
  return posix.normalize(path).split('/')[0] === '..';
}

/** Whether the source of a mount is a folder of the host, not the name of a volume. */
export function isHostPath(source: string): boolean {
  return !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(source);
}
