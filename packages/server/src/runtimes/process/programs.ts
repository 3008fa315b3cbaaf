import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { promisify } from 'node:util';
import { systemPath } from './launch.ts';
import type { EnvironmentPlace, Place } from './place.ts';

/** What environments' code finds on this machine. */
export interface Programs {
  /** What every process gets, and nothing of Slipway’s own. */
  variables(at: Own): Record<string, string>;
  /** For `npm ci`: the registry and the way out, as Slipway itself has them. */
  installVariables(at: Own, cache: string): Promise<Record<string, string>>;
}

/** Folders that nobody else uses. */
type Own = Pick<EnvironmentPlace, 'home' | 'tmp'>;

const passedOn = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
];

export function createPrograms(place: Place): Programs {
  const path = `${nodeFolder(place)}:${systemPath}`;
  let registry: Promise<string> | undefined;
  return {
    variables: ({ home, tmp }) => ({ PATH: path, HOME: home, TMPDIR: tmp, LANG: 'C.UTF-8', USER: 'slipway' }),
    async installVariables({ home, tmp }, cache) {
      registry ??= findRegistry();
      const found = await registry;
      const own = passedOn.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value] as const];
      });
      return {
        ...Object.fromEntries(own),
        ...(found === '' ? {} : { npm_config_registry: found }),
        ...{ PATH: path, HOME: home, TMPDIR: tmp, LANG: 'C.UTF-8', npm_config_cache: cache },
        ...{ npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' },
        npm_config_update_notifier: 'false',
      };
    },
  };
}

async function findRegistry(): Promise<string> {
  const found = await promisify(execFile)('npm', ['config', 'get', 'registry'], { cwd: '/' }).catch(
    () => null,
  );
  const url = found?.stdout.trim() ?? '';
  // One with a credential in it is for Slipway’s user alone.
  return URL.canParse(url) && new URL(url).password === '' ? url : '';
}

/** Where this Node is, or a copy where accounts can pass. */
function nodeFolder({ programs }: Place): string {
  const node = process.execPath;
  if (process.getuid?.() !== 0 || isOpen(node)) return dirname(node);
  const copy = join(programs, `node-${process.versions.node}`, 'node');
  if (!existsSync(copy)) {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
    copyFileSync(node, `${copy}.new`);
    chmodSync(`${copy}.new`, 0o755);
    renameSync(`${copy}.new`, copy);
    chmodSync(programs, 0o755);
  }
  return dirname(copy);
}

function isOpen(file: string): boolean {
  if ((statSync(file).mode & 0o005) !== 0o005) return false;
  for (let folder = dirname(file); folder !== parse(folder).root; folder = dirname(folder))
    if ((statSync(folder).mode & 0o001) === 0) return false;
  return true;
}
