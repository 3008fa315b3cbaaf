import type { Logger, TrackingEventDetails } from '@openfeature/server-sdk';
import type { Telemetry as Batch, Context } from '@slipway/engine';
import { sdkName } from '../http.ts';
import type { LoadedRuleset, Served } from '../loaded-ruleset.ts';
import { unitIn } from '../measures.ts';
import type { Platform, Timer } from '../platform.ts';
import { createAttributes } from './attributes.ts';
import { bounds } from './bounds.ts';
import { createCounts } from './counts.ts';
import { readEvent } from './event.ts';
import { createExposures } from './exposures.ts';
import { createMinutes } from './minutes.ts';
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

/** Says how many records were lost since it was last said; `count` adds one that no part knows of. */
function createLoss(
  logger: Logger,
  parts: readonly { dropped(): number }[],
): { count(): void; report(): void } {
  let elsewhere = 0;
  let reported = 0;
  return {
    count() {
      elsewhere += 1;
    },
    report() {
      const lost = parts.reduce((sum, part) => sum + part.dropped(), elsewhere);
      if (lost > reported) logger.warn(`Slipway telemetry dropped ${lost - reported} records to stay small.`);
      reported = lost;
    },
  };
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
  const loss = createLoss(logger, [counts, attributes, observations, exposures, outbox]);
  const minutes = createMinutes(counts, observations);
  let position: Batch['applied'];
  let spokeAt = platform.monotonicNow();
  let flushTimer: Timer | undefined;
  let receiptTimer: Timer | undefined;

  function collect(): Partial<Batch> {
    return present({ ...minutes.collect(), attributes: attributes.drain(), ...exposures.drain() });
  }

  function flush(): void {
    loss.report();
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
      minutes.enter(at);
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
        loss.count();
        return;
      }
      minutes.enter(at);
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
      minutes.enter(now());
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
