import type { Telemetry } from '@slipway/api';
import type { z } from 'zod';

export type Report = z.infer<typeof Telemetry>;

/** A batch as it came in for an environment. */
export interface Batch {
  environmentId: number;
  report: Report;
}

/** Rows of the tables that telemetry fills, one per key. Instants are RFC 3339 in UTC. */
export interface Summary {
  instances: InstanceRow[];
  counts: CountRow[];
  attributes: AttributeRow[];
  outcomes: OutcomeRow[];
  latencies: LatencyRow[];
  /** Entries that were left out: out of bounds, or not stored yet. */
  dropped: number;
}

export interface InstanceRow {
  environment_id: number;
  instance: string;
  sdk: string;
  service: string | null;
  service_version: string | null;
  commit: string | null;
  epoch: number | null;
  version: number | null;
  applied_at: string | null;
}

export interface MinuteRow {
  environment_id: number;
  flag: string;
  variant: string;
  minute: string;
}

export interface CountRow extends MinuteRow {
  rule_id: string;
  reason: string;
  count: number;
}

export interface OutcomeRow extends MinuteRow {
  outcome: string;
  bad: number;
  total: number;
}

export interface LatencyRow extends MinuteRow {
  upper_ms: number;
  count: number;
}

export interface AttributeRow {
  environment_id: number;
  name: string;
  type: string;
}

const MINUTE_MS = 60_000;
/** A batch id is remembered for two days; what is older could be counted twice. */
const OLDEST_MS = 2 * 24 * 60 * MINUTE_MS;
const NEWEST_MS = 5 * MINUTE_MS;
const LARGEST_COUNT = 1e9;
const LARGEST_EPOCH = 2 ** 31 - 1;
const LONGEST_NAME = 200;
const MOST_OUTCOMES = 50;
const REASON = /^[A-Z_]{1,40}$/;
const latencyBounds: ReadonlySet<number> = new Set([
  ...[1, 10, 100, 1_000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]),
  60_000,
]);

interface Sums {
  now: number;
  instances: Map<string, InstanceRow>;
  counts: Map<string, CountRow>;
  attributes: Map<string, AttributeRow>;
  outcomes: Map<string, OutcomeRow>;
  latencies: Map<string, LatencyRow>;
  dropped: number;
}

/** Adds batches up, so that each row is written once. Nothing in a batch can make another one fail. */
export function summarise(batches: readonly Batch[], now: number): Summary {
  const sums = nothingYet(now);
  for (const batch of batches) {
    addInstance(sums, batch);
    addCounts(sums, batch);
    addAttributes(sums, batch);
    addObserved(sums, batch);
    sums.dropped += notStoredYet(batch.report);
  }
  return {
    instances: sorted(sums.instances),
    counts: sorted(sums.counts),
    attributes: sorted(sums.attributes),
    outcomes: sorted(sums.outcomes),
    latencies: sorted(sums.latencies),
    dropped: sums.dropped,
  };
}

function nothingYet(now: number): Sums {
  return {
    now,
    instances: new Map(),
    counts: new Map(),
    attributes: new Map(),
    outcomes: new Map(),
    latencies: new Map(),
    dropped: 0,
  };
}

function addInstance({ instances, now }: Sums, { environmentId, report }: Batch): void {
  const key = keyOf(environmentId, report.instance);
  instances.set(key, newer(instances.get(key), instanceRow(environmentId, report, now)));
}

function addCounts(sums: Sums, { environmentId: environment_id, report }: Batch): void {
  for (const { flag, variant, minute: at, ruleId: rule_id = '', reason, count } of report.counts ?? []) {
    const minute = minuteOf(at, sums.now);
    if (minute === undefined || !isCount(count) || !isName(rule_id) || !REASON.test(reason)) {
      sums.dropped += 1;
      continue;
    }
    const key = keyOf(environment_id, flag, minute, variant, rule_id, reason);
    const present = sums.counts.get(key)?.count ?? 0;
    sums.counts.set(key, { environment_id, flag, minute, variant, rule_id, reason, count: present + count });
  }
}

function addAttributes(sums: Sums, { environmentId: environment_id, report }: Batch): void {
  for (const { name, type } of report.attributes ?? [])
    if (isName(name)) sums.attributes.set(keyOf(environment_id, name, type), { environment_id, name, type });
    else sums.dropped += 1;
}

function addObserved(sums: Sums, { environmentId: environment_id, report }: Batch): void {
  for (const { flag, variant, minute: at, outcomes = {}, latencyMs = [] } of report.observed ?? []) {
    const minute = minuteOf(at, sums.now);
    if (minute === undefined) {
      sums.dropped += 1;
      continue;
    }
    const row = { environment_id, flag, minute, variant };
    sums.dropped += addOutcomes(sums.outcomes, row, outcomes) + addLatencies(sums.latencies, row, latencyMs);
  }
}

function instanceRow(environment_id: number, report: Report, now: number): InstanceRow {
  const { instance, sdk, service = null, serviceVersion = null, commit = null, applied } = report;
  const isKnown = applied !== undefined && applied.epoch <= LARGEST_EPOCH && applied.epoch >= 0;
  return {
    environment_id,
    instance,
    sdk,
    service,
    service_version: serviceVersion,
    commit,
    epoch: isKnown ? applied.epoch : null,
    version: isKnown ? applied.version : null,
    applied_at: isKnown ? new Date(clamp(Date.parse(applied.at), now - OLDEST_MS, now)).toISOString() : null,
  };
}

function newer(present: InstanceRow | undefined, row: InstanceRow): InstanceRow {
  if (present === undefined || present.epoch === null || present.version === null) return row;
  const isLater =
    row.epoch !== null &&
    row.version !== null &&
    (row.epoch > present.epoch || (row.epoch === present.epoch && row.version > present.version));
  const { epoch, version, applied_at } = isLater ? row : present;
  return { ...row, epoch, version, applied_at };
}

function addOutcomes(
  rows: Map<string, OutcomeRow>,
  minuteRow: MinuteRow,
  seen: Record<string, [number, number]>,
): number {
  const { environment_id, flag, minute, variant } = minuteRow;
  const entries = Object.entries(seen);
  const kept = entries
    .slice(0, MOST_OUTCOMES)
    .filter(([outcome, [bad, total]]) => isName(outcome) && isCount(total) && bad <= total);
  for (const [outcome, [bad, total]] of kept) {
    const key = keyOf(environment_id, flag, minute, variant, outcome);
    const present = rows.get(key) ?? { bad: 0, total: 0 };
    rows.set(key, { ...minuteRow, outcome, bad: present.bad + bad, total: present.total + total });
  }
  return entries.length - kept.length;
}

function addLatencies(
  rows: Map<string, LatencyRow>,
  minuteRow: MinuteRow,
  seen: readonly [number, number][],
): number {
  const { environment_id, flag, minute, variant } = minuteRow;
  const kept = seen.filter(([upper, count]) => latencyBounds.has(upper) && isCount(count));
  for (const [upper_ms, count] of kept) {
    const key = keyOf(environment_id, flag, minute, variant, String(upper_ms));
    rows.set(key, { ...minuteRow, upper_ms, count: (rows.get(key)?.count ?? 0) + count });
  }
  return seen.length - kept.length;
}

function notStoredYet({ exposures, outcomes, sketches }: Report): number {
  return [exposures, outcomes, sketches].reduce(
    (entries, list) => entries + (list ? list.taken.length + list.refused : 0),
    0,
  );
}

/** The minute that `at` lies in; undefined outside of what is counted. */
function minuteOf(at: string, now: number): string | undefined {
  const ms = Date.parse(at);
  if (!(ms > now - OLDEST_MS && ms < now + NEWEST_MS)) return undefined;
  return new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString();
}

function isCount(count: number): boolean {
  return count <= LARGEST_COUNT;
}

function isName(name: string): boolean {
  return name.length <= LONGEST_NAME;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function keyOf(environmentId: number, ...parts: string[]): string {
  return JSON.stringify([environmentId, ...parts]);
}

// One order for all who write, so that two batches cannot wait for each other.
function sorted<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
