import { realpathSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { basename, dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shown } from './names.ts';
import { SourceError } from './source.ts';

export type Protocol = 'https' | 'http' | 'ssh' | 'file';

/** A repository's address that git may be given. */
export interface Address {
  readonly protocol: Protocol;
  /** As git gets it. Of a file URL with every link resolved. */
  readonly url: string;
  /** For messages; empty for file URLs. */
  readonly host: string;
}

const LONGEST_URL = 500;
const forms = 'Use https://, http://, ssh://, git@host:path, or file:// where the installation allows it.';
const authority =
  /^(?:(?<user>[^@/]*)@)?(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::(?<port>\d{1,5}))?$/;
const userName = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const pathCharacters = /^[A-Za-z0-9._~/%+@:,=-]+$/;

/** Cloud providers answer there with the machine's own credentials. */
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');

/** Throws `url-refused`. Asks no network; of a file URL it looks where links lead. */
export function parseAddress(url: string, allowFolders: readonly string[]): Address {
  if (url.length > LONGEST_URL) throw refused(url, `It is longer than ${LONGEST_URL} characters.`);
  if (!/^[\x21-\x7e]+$/.test(url)) {
    throw refused(
      url,
      'It is empty, or has a space, a control character or one outside ASCII. Write those of a path as %XX, and a host as its xn-- name.',
    );
  }
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) return scpAddress(url);
  if (scheme === 'file') return fileAddress(url, allowFolders);
  if (scheme !== 'https' && scheme !== 'http' && scheme !== 'ssh') throw refused(url, forms);
  const [, place = '', path = ''] = /^([^/]*)(.*)$/.exec(rest) ?? [];
  const host = requireAuthority(url, place, scheme);
  requireRemotePath(url, path.slice(1));
  return { protocol: scheme, url, host };
}

/** `git@host:path`. */
function scpAddress(url: string): Address {
  const [, place = '', path = ''] = /^([^/:]+@[^/:]+):(?!:)(.*)$/.exec(url) ?? [];
  if (place === '') throw refused(url, forms);
  const host = requireAuthority(url, place, 'ssh');
  requireRemotePath(url, path.replace(/^\//, ''));
  return { protocol: 'ssh', url, host };
}

function requireAuthority(url: string, place: string, protocol: Protocol): string {
  const parts = authority.exec(place)?.groups;
  if (place.includes('@') && protocol !== 'ssh') {
    throw refused(url, 'It holds a user or a password. Leave them out and set the service’s credential.');
  }
  if (parts?.user?.includes(':')) {
    throw refused(url, 'It holds a password. Leave it out and set an SSH key as the service’s credential.');
  }
  const host = parts?.host ?? '';
  if (host === '' || host.includes('..')) throw refused(url, 'Its host is not a host’s name or address.');
  if (parts?.user !== undefined && !userName.test(parts.user))
    throw refused(url, 'Its user is not a user name.');
  if (parts?.port !== undefined && !isPort(parts.port)) throw refused(url, 'Its port is not 1 to 65535.');
  if (isLinkLocal(host)) throw refused(url, 'Link-local addresses are never fetched from.');
  return host;
}

function isPort(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 65_535;
}

function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family !== 0 && linkLocal.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function requireRemotePath(url: string, path: string): void {
  if (!pathCharacters.test(path)) {
    throw refused(
      url,
      'Its path is missing, or has other characters than letters, digits and . _ ~ / % + @ : , = -. Write others as %XX.',
    );
  }
  const plain = decoded(path);
  if (plain === null || /[\p{C}\\]/u.test(plain))
    throw refused(url, 'Its path hides a control character, a "\\", or what is no text.');
  for (const part of plain.split('/')) {
    if (part === '.' || part === '..') throw refused(url, `Its path has "${part}" as a part.`);
    if (part.startsWith('-'))
      throw refused(url, 'A part of its path starts with "-" and could be read as an option.');
  }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function fileAddress(url: string, allowFolders: readonly string[]): Address {
  const path = localPath(url);
  if (path === null || /[\p{C}\\]/u.test(path) || /\/(\.\.?|-[^/]*)(\/|$)/.test(path))
    throw refused(
      url,
      'Write file:///folder/repository, with no "." or ".." and no part that starts with "-".',
    );
  const real = resolved(path);
  if (!allowFolders.some((folder) => isInside(real, resolved(folder)))) {
    throw refused(
      url,
      allowFolders.length === 0
        ? 'This installation allows no file:// repositories. Whoever runs it can allow folders with SLIPWAY_SOURCE_ALLOW.'
        : 'It is not inside a folder that this installation allows. Whoever runs it can add one to SLIPWAY_SOURCE_ALLOW.',
    );
  }
  return { protocol: 'file', url: pathToFileURL(real).href, host: '' };
}

function localPath(url: string): string | null {
  // Not by URL, which would take ".." out of sight.
  const [, path] = /^file:\/\/(\/[^/?#][^?#]*)$/.exec(url) ?? [];
  const plain = path === undefined ? null : decoded(path);
  return plain === null || plain.includes('//') ? null : plain;
}

/** Where links lead; of what does not exist, where its nearest existing parent leads. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(resolved(parent), basename(path));
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function refused(url: string, why: string): SourceError {
  return new SourceError('url-refused', `The address ${shown(withoutPassword(url))} is not taken. ${why}`);
}

function withoutPassword(url: string): string {
  return url.replace(/^([A-Za-z0-9+.-]+:\/\/)[^/]*@/, '$1…@').replace(/^[^/@]*:[^/@]*@/, '…@');
}
