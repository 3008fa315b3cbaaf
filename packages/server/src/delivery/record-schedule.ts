import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Passing, passings } from './schedule.ts';
import {
  environmentVersions,
  flagPeriods,
  lockScheduled,
  nextBoundaries,
  type ScheduledEnvironment,
  setRecordedUntil,
} from './schedule-store.ts';

export interface ScheduleRecorder {
  /** Looks for new dates now and then, and records the boundaries that have passed. */
  run(): Promise<void>;
}

export interface ScheduleRecorderDeps {
  database: Database;
  now: () => number;
  /** Default 5,000. */
  lookEveryMs?: number;
}

interface Known {
  version: number;
  nextAt: number;
}

/**
 * Writes the passing of schedule entries and of rules' `from` and `until` into the log, once across replicas. SDKs need
 * no word from here: they hold the dates.
 */
export function createScheduleRecorder(deps: ScheduleRecorderDeps): ScheduleRecorder {
  const { database, now, lookEveryMs = 5_000 } = deps;
  const known = new Map<number, Known>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  const look = async (): Promise<void> => {
    lookedAt = now();
    const versions = await environmentVersions(database.kysely);
    for (const id of known.keys()) if (!versions.has(id)) known.delete(id);
    const changed = [...versions].filter(([id, version]) => known.get(id)?.version !== version);
    if (changed.length === 0) return;
    const asked = changed.map(([id]) => ({ id, afterVersion: known.get(id)?.version ?? 0 }));
    const next = await nextBoundaries(database.kysely, asked);
    for (const [id, version] of changed) {
      const found = next.get(id) ?? Number.POSITIVE_INFINITY;
      // A date that was withdrawn since leads to a look that finds nothing.
      known.set(id, { version, nextAt: Math.min(found, known.get(id)?.nextAt ?? found) });
    }
  };

  const recordDue = async (id: number): Promise<void> => {
    const until = now();
    if (!(await transaction(database, (tx) => recordPassings(tx, id, until)))) return;
    const next = await nextBoundaries(database.kysely, [{ id, afterVersion: 0 }]);
    const version = known.get(id)?.version ?? 0;
    known.set(id, { version, nextAt: next.get(id) ?? Number.POSITIVE_INFINITY });
  };

  return {
    async run() {
      if (now() - lookedAt >= lookEveryMs) await look();
      const due = [...known].filter(([, { nextAt }]) => nextAt <= now());
      for (const [id] of due) await recordDue(id);
    },
  };
}

/** False while somebody else holds the environment. */
async function recordPassings(tx: Queries, id: number, until: number): Promise<boolean> {
  const environment = await lockScheduled(tx, id);
  if (!environment) return false;
  const { recordedUntil } = environment;
  if (recordedUntil >= until) return true;
  const passed = passings(await flagPeriods(tx, id, recordedUntil), recordedUntil, until);
  await setRecordedUntil(tx, id, until);
  for (const passing of passed) await recordPassing(tx, environment, passing);
  return true;
}

async function recordPassing(
  tx: Queries,
  { key, projectId }: ScheduledEnvironment,
  { at, flag, before, after }: Passing,
): Promise<void> {
  await record(tx, {
    projectId,
    author: { kind: 'schedule', id: 'schedule', name: 'Schedule', origin: null },
    action: 'pass',
    subject: 'flag-config',
    key: flag,
    environmentKey: key,
    before,
    after,
    at: new Date(at),
  });
}
