import type { Defaulted } from './columns.ts';

export interface TelemetryTables {
  telemetry_batches: TelemetryBatchTable;
  sdk_instances: SdkInstanceTable;
  evaluation_counts: EvaluationCountTable;
  evaluation_hours: EvaluationHourTable;
  environment_activity: EnvironmentActivityTable;
  context_attributes: ContextAttributeTable;
  observed_outcomes: ObservedOutcomeTable;
  observed_latencies: ObservedLatencyTable;
}

interface TelemetryBatchTable {
  batch: string;
  environment_id: number;
  received_at: Defaulted<Date>;
}

interface SdkInstanceTable {
  environment_id: number;
  instance: string;
  sdk: string;
  service: string | null;
  service_version: string | null;
  commit: string | null;
  epoch: number | null;
  version: number | null;
  applied_at: Date | null;
  applied_after_ms: number | null;
  last_seen_at: Defaulted<Date>;
}

interface EvaluationCountTable {
  environment_id: number;
  flag: string;
  minute: Date;
  variant: string;
  rule_id: Defaulted<string>;
  reason: string;
  count: number;
}

interface EvaluationHourTable {
  environment_id: number;
  flag: string;
  hour: Date;
  count: number;
  last_minute: Date;
}

interface EnvironmentActivityTable {
  environment_id: number;
  grown_at: Date;
}

interface ContextAttributeTable {
  environment_id: number;
  name: string;
  type: string;
  first_seen_at: Defaulted<Date>;
  last_seen_at: Defaulted<Date>;
}

interface ObservedOutcomeTable {
  environment_id: number;
  flag: string;
  minute: Date;
  variant: string;
  outcome: string;
  bad: number;
  total: number;
}

interface ObservedLatencyTable {
  environment_id: number;
  flag: string;
  minute: Date;
  variant: string;
  upper_ms: number;
  count: number;
}
