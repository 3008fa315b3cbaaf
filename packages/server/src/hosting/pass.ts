import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunState, RunStep } from '@slipway/api';
import type { BlueprintService } from '../blueprints/index.ts';
import type { EnvironmentDatabases } from '../databases/index.ts';
import type { Database } from '../platform/db/index.ts';
import { type HostedId, hostedId, type Runtime } from '../runtimes/index.ts';
import type { Source } from '../sources/index.ts';
import { type Failure, failureOf, StepFailed, Superseded } from './failure.ts';
import type { ServiceCatalogue, ServiceFacts } from './ports.ts';
import type { MaskFor } from './secrets.ts';
import {
  endStep,
  type Fence,
  type HostedChange,
  type HostedRow,
  insertStep,
  nowInDatabase,
  writeFenced,
} from './store.ts';

export interface PassDeps {
  db: Database;
  runtime: Runtime;
  databases: EnvironmentDatabases;
  source: Source;
  catalogue: ServiceCatalogue;
  maskFor: MaskFor;
}

/** One piece of work on one environment, for one generation. */
export interface Pass {
  readonly row: HostedRow;
  readonly id: HostedId;
  readonly signal: AbortSignal;
  /** Throws Superseded when this pass is no longer wanted. */
  write(change: HostedChange): Promise<void>;
  enter(state: RunState): Promise<void>;
  /** Recorded and timed; what it throws becomes the pass’s failure. */
  step<T>(step: StepName, work: () => Promise<{ value: T; detail?: string | null }>): Promise<T>;
  /** Appends to one of the environment’s logs. */
  say(source: string, text: string): Promise<void>;
}

export interface StepName {
  readonly name: RunStep['name'];
  readonly service?: string;
  readonly log: string;
}

export function openPass(
  { db, runtime, maskFor }: PassDeps,
  row: HostedRow,
  fence: Fence,
  signal: AbortSignal,
): Pass {
  const id = hostedId(row.id);
  const write = async (change: HostedChange): Promise<void> => {
    if (signal.aborted || !(await writeFenced(db.kysely, fence, change))) throw new Superseded();
  };
  return {
    row,
    id,
    signal,
    write,
    enter: (state) => write({ state, state_since: nowInDatabase }),
    async step({ name, service, log }, work) {
      if (signal.aborted) throw new Superseded();
      const stepId = await insertStep(db.kysely, {
        hostedId: row.id,
        generation: row.generation,
        name,
        service: service ?? null,
        log,
      });
      const end = (state: 'done' | 'failed', detail: string | null): Promise<void> =>
        endStep(db.kysely, { id: stepId, hostedId: row.id }, { state, detail });
      try {
        const { value, detail } = await work();
        await end('done', detail ?? null);
        return value;
      } catch (error) {
        if (signal.aborted) {
          await end('failed', 'Something newer is wanted');
          throw new Superseded();
        }
        const found = failureOf(service === undefined ? name : `${name} ${service}`, error);
        const failure = maskedFailure(found, await maskFor(row));
        await end('failed', failure.message.split('\n')[0] ?? null);
        throw new StepFailed(failure);
      }
    },
    async say(source, text) {
      const file = runtime.logFile(id, source);
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, text, { mode: 0o600 });
    },
  };
}

/** The registered service whose code runs as this one. */
export function codeOf(
  { name, service }: BlueprintService,
  services: readonly ServiceFacts[],
  step: string,
): ServiceFacts {
  const found = services.find(({ key }) => key === service);
  if (found) return found;
  throw new StepFailed({
    step,
    message: `The blueprint runs the code of "${service}" as "${name}", and the project has no such service.`,
    remedy: `Register it (slipway service create ${service ?? name} …), or mend x-slipway.service.`,
  } satisfies Failure);
}

const LONGEST_MESSAGE = 4_000;

/** The last lines of a log may hold what nobody is to read. */
function maskedFailure(failure: Failure, mask: (text: string) => string): Failure {
  return { ...failure, message: mask(failure.message).slice(-LONGEST_MESSAGE) };
}
