import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { RuntimeError } from '../runtime.ts';
import type { EnvironmentPlace, Place } from './place.ts';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Below those that the kernel gives to outgoing connections. */
export const usualPorts: PortRange = { first: 20_000, last: 29_999 };

export interface Ports {
  /** One for each service, kept; those that somebody else listens on are changed when `mayChange`. */
  of(
    environment: EnvironmentPlace,
    services: readonly string[],
    mayChange: boolean,
  ): Promise<ReadonlyMap<string, number>>;
}

export function createPorts(place: Place, range: PortRange): Ports {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    of: (environment, services, mayChange) =>
      inTurn(async () => {
        const known = readPorts(environment);
        const kept = new Map<string, number>();
        for (const [name, port] of known) {
          const isWanted = services.includes(name);
          if (!isWanted || !mayChange || (await isFree(port))) kept.set(name, port);
        }
        const missing = services.filter((name) => !kept.has(name));
        if (missing.length > 0) {
          const taken = await takenPorts(place);
          for (const name of missing) kept.set(name, await choose(range, taken));
        }
        const isSame =
          kept.size === known.size && [...kept].every(([name, port]) => known.get(name) === port);
        if (!isSame) write(environment, kept);
        return kept;
      }),
  };
}

function readPorts({ ports }: EnvironmentPlace): Map<string, number> {
  try {
    const value: unknown = JSON.parse(readFileSync(ports, 'utf8'));
    return new Map(
      Object.entries(value ?? {}).filter((entry): entry is [string, number] => Number.isInteger(entry[1])),
    );
  } catch {
    return new Map();
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function takenPorts(place: Place): Promise<Set<number>> {
  const taken = new Set<number>();
  for (const id of await place.environments())
    for (const port of readPorts(place.of(id)).values()) taken.add(port);
  return taken;
}

/** At random, so that another installation on this machine seldom wants the same. */
async function choose({ first, last }: PortRange, taken: Set<number>): Promise<number> {
  const size = last - first + 1;
  const start = Math.floor(Math.random() * size);
  for (let step = 0; step < size; step += 1) {
    const port = first + ((start + step) % size);
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
  throw new RuntimeError(
    'unavailable',
    `Every port from ${first} to ${last} is taken.`,
    'Destroy some environments.',
  );
}

function write({ ports }: EnvironmentPlace, all: ReadonlyMap<string, number>): void {
  writeFileSync(`${ports}.new`, JSON.stringify(Object.fromEntries(all)), { mode: 0o600 });
  renameSync(`${ports}.new`, ports);
}
