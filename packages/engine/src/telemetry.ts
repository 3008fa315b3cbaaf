/** One batch of an SDK instance, idempotent by `batch`. Instants are RFC 3339, minutes are RFC 3339 instants at second 0. */
export interface Telemetry {
  batch: string;
  instance: string;
  sdk: string;
  service?: string;
  serviceVersion?: string;
  commit?: string;
  applied?: { epoch: number; version: number; at: string };
  counts?: EvaluationCount[];
  attributes?: AttributeSeen[];
  observed?: Observation[];
  exposures?: Exposure[];
  outcomes?: Outcome[];
  sketches?: Sketch[];
}

export interface EvaluationCount {
  flag: string;
  variant: string;
  ruleId?: string;
  reason: string;
  minute: string;
  count: number;
}

export interface AttributeSeen {
  name: string;
  type: 'string' | 'number' | 'boolean' | 'object' | 'array';
}

/** `outcomes`: `[bad, total]` per outcome; `latencyMs`: `[upper bound in ms, count]`, the last bound is open. */
export interface Observation {
  flag: string;
  variant: string;
  minute: string;
  outcomes?: Record<string, [bad: number, total: number]>;
  latencyMs?: [upperMs: number, count: number][];
}

/** `unit` = HMAC-SHA256(measure key, unit), first 128 bits, hex. */
export interface Exposure {
  measure: string;
  flag: string;
  stage: number;
  variant: string;
  unit: string;
  at: string;
}

export interface Outcome {
  measure: string;
  metric: string;
  unit: string;
  /** Milliseconds, latency metrics only. */
  value?: number;
  at: string;
}

/** Dense HyperLogLog, precision 12, one byte per register. */
export interface Sketch {
  flag: string;
  variant: string;
  minute: string;
  hll: string;
}
