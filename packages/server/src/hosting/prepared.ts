import { createHash } from 'node:crypto';
import type { BlueprintService } from '../blueprints/index.ts';
import type { Limits } from '../runtimes/index.ts';
import { type Injected, needsDatabase, runVariables } from './given.ts';
import type { PassDeps } from './pass.ts';
import type { GivenVariables, PublicAddresses, ServiceFacts } from './ports.ts';

export interface BringUpDeps extends PassDeps {
  instanceKey: Buffer;
  deliveryUrl: () => string;
  /** Opens the gateway where it is not open yet. */
  openGateway: () => Promise<PublicAddresses>;
  keepToken: (environmentId: number, secret: string) => Promise<void>;
}

/** What the steps after the first stand on. */
export interface Prepared {
  readonly injected: Injected;
  readonly services: readonly ServiceFacts[];
  /** By the service’s name in the blueprint. */
  readonly declared: ReadonlyMap<string, { build: GivenVariables; run: GivenVariables }>;
}

const MIB = 1024 * 1024;
const defaultLimits: Limits = { memoryBytes: 512 * MIB, cpus: 1, processes: 256 };
const mostLimits: Limits = { memoryBytes: 4096 * MIB, cpus: 2, processes: 1024 };

export const noVariables: GivenVariables = { values: {}, secrets: [] };

export function serviceVariables(
  database: { service: string; variable: string } | null,
  service: BlueprintService,
  { injected, declared }: Prepared,
  databaseUrl: string | null,
): Record<string, string> {
  const given = declared.get(service.name)?.run ?? noVariables;
  const isGiven = database !== null && databaseUrl !== null && needsDatabase(service, database);
  return runVariables(
    service,
    injected,
    given,
    isGiven ? { variable: database.variable, url: databaseUrl } : null,
  );
}

export function limitsOf({ limits }: BlueprintService): Limits {
  return {
    memoryBytes: Math.min(limits.memoryBytes ?? defaultLimits.memoryBytes, mostLimits.memoryBytes),
    cpus: Math.min(limits.cpus ?? defaultLimits.cpus, mostLimits.cpus),
    processes: Math.min(limits.processes ?? defaultLimits.processes, mostLimits.processes),
  };
}

/** `sha256:` of texts, each ended so that none runs into the next. */
export function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}:`).update(text);
  return `sha256:${hash.digest('hex')}`;
}
