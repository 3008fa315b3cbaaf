import type { AccessTables } from './tables/access.ts';
import type { ChangeTables } from './tables/changes.ts';
import type { FlagTables } from './tables/flags-and-segments.ts';
import type { HostingTables } from './tables/hosting.ts';
import type { InstanceTables } from './tables/instance.ts';
import type { PeopleTables } from './tables/people.ts';
import type { ProjectTables } from './tables/projects-and-environments.ts';
import type { ProposalTables } from './tables/proposals.ts';
import type { RulesetTables } from './tables/rulesets.ts';
import type { TelemetryTables } from './tables/telemetry.ts';

/** Every table of `migrations/`, as Kysely sees it. Instants are `Date`; bigint arrives as number. */
export interface Schema
  extends InstanceTables,
    ProjectTables,
    FlagTables,
    RulesetTables,
    ChangeTables,
    TelemetryTables,
    PeopleTables,
    AccessTables,
    ProposalTables,
    HostingTables {}
