import type { Logger, TrackingEventDetails } from '@openfeature/server-sdk';
import type { Telemetry as Batch, Context, EvaluationCount, Observation, Sketch } from '@slipway/engine';
import { sdkName } from '../http.ts';
import type { LoadedRuleset, Served } from '../loaded-ruleset.ts';
import { unitIn } from '../measures.ts';
import type { Platform, Timer } from '../platform.ts';
import { createAttributes } from './attributes.ts';
import { bounds, minuteMs } from './bounds.ts';
import { createCounts } from './counts.ts';
import { readEvent } from './event.ts';
import { createExposures } from './exposures.ts';
import { reportable } from './names.ts';
import { createObservations } from './observations.ts';
import type { Outbox } from './outbox.ts';

/** What this instance tells the control plane. Recording never waits, throws or grows without bound. */
export interface Telemetry {
  record(served: Served, context: Context, now: number): void;
  track(
    loaded: LoadedRuleset | undefined,
    name: string,
    context: Context,
    details: TrackingEventDetails,
    now: number,
  ): void;
  /** A version from the server is in use; reported within a second. */
  applied(position: { epoch: number; version: number }, now: number): void;
  start(): void;
  close(): Promise<void>;
}

interface Identity {
  service: string | undefined;
  serviceVersion: string | undefined;
  commit: string | undefined;
}

export const noTelemetry: Telemetry = {
  record: () => {},
  track: () => {},
  applied: () => {},
  start: () => {},
  close: async () => {},
};

function identify(platform: Platform, identity: Identity): Omit<Batch, 'batch'> {
  const [service, serviceVersion, commit] = [identity.service, identity.serviceVersion, identity.commit].map(
    (text) => reportable(text, bounds.identityLength),
  );
  return {
    instance: platform.newId(),
    sdk: sdkName,
    ...(service !== undefined && { service }),
    ...(serviceVersion !== undefined && { serviceVersion }),
    ...(commit !== undefined && { commit }),
  };
}

/** Leaves out the parts that hold nothing. */
function present<Parts extends Record<string, unknown[]>>(parts: Parts): Partial<Parts> {
  const filled = Object.entries(parts).filter(([, list]) => list.length > 0);
  return Object.fromEntries(filled) as Partial<Parts>;
}

export interface TelemetryParts {
  platform: Platform;
  outbox: Outbox;
  identity: Identity;
  logger: Logger;
  now: () => number;
}

export function createTelemetry({ platform, outbox, identity, logger, now }: TelemetryParts): Telemetry {
  const me = identify(platform, identity);
  const counts = createCounts();
  const attributes = createAttributes();
  const observations = createObservations();
  const exposures = createExposures();
  let settled: { counts: EvaluationCount[]; observed: Observation[]; sketches: Sketch[] } = emptyMinute();
  let minuteEndsAt = 0;
  let minuteAt = 0;
  let position: Batch['applied'];
  let spokeAt = platform.monotonicNow();
  let flushTimer: Timer | undefined;
  let receiptTimer: Timer | undefined;
  let reportedLoss = 0;
  let unusable = 0;

  /** Moves what was recorded so far under the minute in which it was recorded. */
  function closeMinute(): void {
    const { observed, sketches } = observations.drain(minuteAt);
    settled.counts = [...settled.counts, ...counts.drain(minuteAt)].slice(-bounds.counts);
    settled.observed = [...settled.observed, ...observed].slice(-bounds.observations);
    settled.sketches = [...settled.sketches, ...sketches].slice(-bounds.sketches);
  }

  function enterMinute(at: number): void {
    if (at < minuteEndsAt) return;
    closeMinute();
    minuteAt = at;
    minuteEndsAt = (Math.floor(at / minuteMs) + 1) * minuteMs;
  }

  function collect(): Partial<Batch> {
    closeMinute();
    const parts = present({ ...settled, attributes: attributes.drain(), ...exposures.drain() });
    settled = emptyMinute();
    return parts;
  }

  function reportLoss(): void {
    const parts = [counts, attributes, observations, exposures, outbox];
    const lost = parts.reduce((sum, part) => sum + part.dropped(), unusable);
    if (lost > reportedLoss)
      logger.warn(`Slipway telemetry dropped ${lost - reportedLoss} records to stay small.`);
    reportedLoss = lost;
  }

  function flush(): void {
    reportLoss();
    const parts = collect();
    const isQuiet = platform.monotonicNow() - spokeAt < bounds.signOfLifeMs;
    if (Object.keys(parts).length === 0 && isQuiet) return;
    speak(parts);
  }

  function speak(parts: Partial<Batch>): void {
    spokeAt = platform.monotonicNow();
    outbox.push({ batch: platform.newId(), ...me, ...(position && { applied: position }), ...parts });
  }

  function flushLater(): void {
    const jitteredMs = bounds.flushMs * (0.8 + 0.4 * platform.random());
    flushTimer = platform.setTimer(() => {
      flush();
      flushLater();
    }, jitteredMs);
  }

  function sendReceipt(): void {
    receiptTimer = undefined;
    speak(collect());
  }

  return {
    record(served, context, at) {
      if (at >= minuteEndsAt) enterMinute(at);
      counts.add(served);
      attributes.sample(context);
      if (served.watch === undefined) return;
      exposures.serve(served, context, at);
      const unit = served.watch.observe ? unitIn(context, 'targetingKey') : undefined;
      if (unit !== undefined) observations.serve(served, unit);
      if (exposures.isFilling()) flush();
    },
    track(loaded, name, context, details, at) {
      const event = readEvent(name, details);
      if (event === undefined) {
        unusable += 1;
        return;
      }
      enterMinute(at);
      const unit = unitIn(context, 'targetingKey');
      if (unit !== undefined) observations.record(unit, event);
      exposures.record(loaded?.measures ?? [], context, event, at);
      if (exposures.isFilling()) flush();
    },
    applied({ epoch, version }, at) {
      position = { epoch, version, at: new Date(at).toISOString() };
      receiptTimer ??= platform.setTimer(sendReceipt, platform.random() * bounds.receiptJitterMs);
    },
    start() {
      enterMinute(now());
      flushLater();
    },
    async close() {
      flushTimer?.cancel();
      receiptTimer?.cancel();
      const parts = collect();
      if (receiptTimer !== undefined || Object.keys(parts).length > 0) speak(parts);
      await outbox.close();
    },
  };
}

const emptyMinute = (): { counts: EvaluationCount[]; observed: Observation[]; sketches: Sketch[] } => ({
  counts: [],
  observed: [],
  sketches: [],
});
