import type { Evaluations, Outcomes, Receipts } from '@slipway/api';
import type { Database } from '../platform/db/index.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { type Kept, removeExpired } from '../platform/retention/index.ts';
import { type Activity, activitySince } from './activity.ts';
import { type Attribute, listAttributes } from './attributes.ts';
import { readEvaluations } from './evaluations.ts';
import { createIntake, type Intake } from './intake.ts';
import { readOutcomes } from './outcomes.ts';
import {
  type EnvironmentPlace,
  type FlagPlace,
  findEnvironment,
  findFlagPlace,
  refuseEnvironment,
} from './places.ts';
import { environmentsReported, readReceipts } from './receipts.ts';
import { keptReports } from './retention.ts';
import { spanOf } from './spans.ts';

export type { Activity } from './activity.ts';
export type { Intake } from './intake.ts';
export { type LastEvaluations, readLastEvaluations } from './last-evaluations.ts';
export { insightsRoutes } from './routes.ts';
export type { Report } from './summary.ts';

export interface InsightsDeps {
  database: Database;
  now: () => number;
  /** What other slices keep for a time. */
  kept?: readonly Kept[];
}

/** What SDK instances report, and what it says. */
export interface Insights {
  /** Stores a batch once, however often it comes. */
  report: Intake;
  receipts(environmentId: number): Promise<Receipts | undefined>;
  receiptsOf(place: EnvironmentPlace): Promise<Receipts>;
  evaluations(place: FlagPlace, hours: number): Promise<Evaluations>;
  outcomes(place: FlagPlace, hours: number): Promise<Outcomes>;
  attributes(place: EnvironmentPlace, page: PageRequest): Promise<Page<Attribute>>;
  environmentsReported(
    projectIds: readonly number[],
    since: Date,
  ): Promise<{ projectId: number; environmentId: number }[]>;
  activitySince(projectIds: readonly number[], since: Date): Promise<Activity[]>;
  removeExpired(): Promise<void>;
  /** Telemetry entries left out since the start: of no flag, out of bounds, or not stored yet. */
  droppedEntries(): number;
}

export function createInsights({ database, now, kept = [] }: InsightsDeps): Insights {
  const db = database.kysely;
  let dropped = 0;
  const onDropped = (entries: number): void => {
    dropped += entries;
  };
  return {
    report: createIntake({ database, now, onDropped }),
    receipts: (environmentId) => readReceipts(db, environmentId),
    async receiptsOf(place) {
      const receipts = await readReceipts(db, await findEnvironment(db, place));
      return receipts ?? refuseEnvironment(place);
    },
    async evaluations(place, hours) {
      const environmentId = await findFlagPlace(db, place);
      return readEvaluations(db, { environmentId, flag: place.flag }, spanOf(hours, now()));
    },
    async outcomes(place, hours) {
      const environmentId = await findFlagPlace(db, place);
      return readOutcomes(db, { environmentId, flag: place.flag }, spanOf(hours, now()));
    },
    attributes: async (place, page) => listAttributes(db, await findEnvironment(db, place), page),
    environmentsReported: (projectIds, since) => environmentsReported(db, projectIds, since),
    activitySince: (projectIds, since) => activitySince(db, projectIds, since),
    removeExpired: () => removeExpired(database, [...keptReports, ...kept]),
    droppedEntries: () => dropped,
  };
}
