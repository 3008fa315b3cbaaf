/** Every bound of the SDK in one place: nothing here waits, grows or repeats without one. */
export const limits = {
  initTimeoutMs: 5_000,
  /** Until response headers, a token or a telemetry answer. */
  answerMs: 10_000,
  /** For the whole body of one full ruleset. */
  downloadMs: 60_000,
  /** 2.5 heartbeats and some room: a stream without a byte for this long is dead. */
  silenceMs: 40_000,
  /** A stream that sends bytes but no valid event for this long is a zombie. */
  zombieMs: 180_000,
  /** A connection that lived this long starts the backoff anew. */
  healthyMs: 10_000,
  /** From a lost connection to `PROVIDER_STALE`; longer than one heartbeat. */
  staleAfterMs: 20_000,
  backoffBaseMs: 1_000,
  backoffCapMs: 30_000,
  retryAfterCapMs: 600_000,
  probeMinMs: 60_000,
  probeMaxMs: 300_000,
  payloadBytes: 67_108_864,
  /** Timers are re-checked at least this often, so that a corrected clock is noticed. */
  timerMs: 600_000,
  forceOffPollMs: 1_000,
  clockSamples: 8,
} as const;
