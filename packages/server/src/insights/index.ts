import { getReceipts, ProblemError, type Receipts } from '@slipway/api';
import type { Database, Queries } from '../platform/db/index.ts';
import { type App, route } from '../platform/http/index.ts';
import { type Kept, removeExpired } from '../platform/retention/index.ts';
import { createIntake, type Intake } from './intake.ts';
import { environmentsReported, readReceipts } from './receipts.ts';
import { keptReports } from './retention.ts';

export type { Intake } from './intake.ts';
export { type LastEvaluations, readLastEvaluations } from './last-evaluations.ts';
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
  receiptsOf(project: string, environment: string): Promise<Receipts>;
  environmentsReported(
    projectIds: readonly number[],
    since: Date,
  ): Promise<{ projectId: number; environmentId: number }[]>;
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
    async receiptsOf(project, environment) {
      const receipts = await readReceipts(db, await findEnvironment(db, project, environment));
      return receipts ?? refuseEnvironment(project, environment);
    },
    environmentsReported: (projectIds, since) => environmentsReported(db, projectIds, since),
    removeExpired: () => removeExpired(database, [...keptReports, ...kept]),
    droppedEntries: () => dropped,
  };
}

export function insightsRoutes(app: App, insights: Insights): void {
  route(app, getReceipts, async ({ params }) => ({
    body: await insights.receiptsOf(params.project, params.environment),
  }));
}

async function findEnvironment(db: Queries, project: string, environment: string): Promise<number> {
  const found = await db
    .selectFrom('projects as p')
    .leftJoin('environments as e', (join) =>
      join.onRef('e.project_id', '=', 'p.id').on('e.key', '=', environment),
    )
    .where('p.key', '=', project)
    .select('e.id')
    .executeTakeFirst();
  if (!found) throw new ProblemError('project-not-found', `There is no project "${project}".`);
  return found.id ?? refuseEnvironment(project, environment);
}

function refuseEnvironment(project: string, environment: string): never {
  throw new ProblemError(
    'environment-not-found',
    `Project "${project}" has no environment "${environment}".`,
  );
}
