import { chmodSync, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostedId, RuntimeError } from '../runtime.ts';

/** Where things of environments are. Everything but `home`, `tmp` and the folders of `code` belongs to Slipway. */
export interface Place {
  readonly folder: string;
  readonly builds: string;
  readonly dependencies: string;
  readonly packages: string;
  readonly staging: string;
  readonly programs: string;
  of(environment: HostedId): EnvironmentPlace;
  environments(): Promise<HostedId[]>;
}

export interface EnvironmentPlace {
  readonly id: HostedId;
  readonly root: string;
  readonly home: string;
  readonly tmp: string;
  readonly code: string;
  readonly logs: string;
  readonly processes: string;
  readonly ports: string;
  readonly account: string;
  log(source: string): string;
}

const HOSTED = /^[et]\d{1,12}$/;
const SOURCE = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

export function createPlace(folder: string): Place {
  const store = join(folder, 'store');
  const place = {
    folder,
    builds: join(store, 'builds'),
    dependencies: join(store, 'dependencies'),
    packages: join(store, 'packages'),
    staging: join(store, 'staging'),
    programs: join(folder, 'programs'),
  };
  return {
    ...place,
    of: (environment) => placeOf(folder, environment),
    async environments() {
      const names: string[] = await readdir(folder).catch(() => []);
      return names.filter((name): name is HostedId => HOSTED.test(name));
    },
  };
}

/** Others pass through these, and see nothing in them. */
export function makePlace({ folder, builds, dependencies, packages, staging }: Place): void {
  makeFolder(folder, 0o711);
  makeFolder(join(folder, 'store'), 0o711);
  makeFolder(staging, 0o711);
  for (const closed of [builds, dependencies, packages]) makeFolder(closed, 0o700);
}

export function makeFolder(path: string, mode: number): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
}

/** Names come from files that people write: none becomes a path. */
export function requireName(name: string): string {
  if (SOURCE.test(name) && !name.includes('..')) return name;
  throw new RuntimeError(
    'refused',
    `"${name}" is no name for a service.`,
    'Use letters, digits, "-" and "_".',
  );
}

function placeOf(folder: string, id: HostedId): EnvironmentPlace {
  if (!HOSTED.test(id))
    throw new RuntimeError('refused', `"${id}" is no environment.`, 'Name one by its id.');
  const root = join(folder, id);
  const logs = join(root, 'logs');
  return {
    id,
    root,
    home: join(root, 'home'),
    tmp: join(root, 'tmp'),
    code: join(root, 'code'),
    logs,
    processes: join(root, 'processes'),
    ports: join(root, 'ports.json'),
    account: join(root, 'account'),
    log: (source) => join(logs, `${requireName(source)}.log`),
  };
}
