/** Telemetry can never grow: what does not fit is dropped and counted. The server refuses arrays over 10,000 and bodies over 4 MB. */
export const bounds = {
  counts: 5_000,
  attributes: 500,
  attributeNameLength: 100,
  /** Of service, its version and its commit, as the server takes them. */
  identityLength: 500,
  /** Contexts looked at for attribute names: one in so many evaluations. */
  attributeSampling: 128,
  units: 10_000,
  /** Longer units are remembered by their hash. */
  unitLength: 64,
  /** Observed flags remembered per unit. */
  flagsPerUnit: 50,
  observations: 500,
  outcomeNames: 50,
  eventNameLength: 128,
  exposures: 5_000,
  outcomes: 5_000,
  sketches: 200,
  batches: 50,
  queuedBytes: 16_777_216,
  flushMs: 10_000,
  /** The server counts an instance as connected while it hears of it at least every two minutes. */
  signOfLifeMs: 60_000,
  receiptJitterMs: 1_000,
  finalFlushMs: 1_500,
} as const;

export const minuteMs = 60_000;

export const minuteOf = (instant: number): string =>
  new Date(Math.floor(instant / minuteMs) * minuteMs).toISOString();
