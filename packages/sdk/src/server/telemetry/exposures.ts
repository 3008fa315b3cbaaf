import { createHmac } from 'node:crypto';
import type { Context, Exposure, Outcome } from '@slipway/engine';
import type { Served } from '../loaded-ruleset.ts';
import { type ActiveMeasure, unitIn } from '../measures.ts';
import { bounds } from './bounds.ts';
import type { TrackedEvent } from './event.ts';
import { createRecent } from './recent.ts';
import { unitKey } from './unit-key.ts';

/** What guards compare: which units a measured stage reached, and what went wrong for them. Units leave as keyed hashes only. */
export interface Exposures {
  serve(served: Served, context: Context, now: number): void;
  record(measures: readonly ActiveMeasure[], context: Context, event: TrackedEvent, now: number): void;
  drain(): { exposures: Exposure[]; outcomes: Outcome[] };
  /** Half of what fits is used: a good moment to send. */
  isFilling(): boolean;
  dropped(): number;
}

/** HMAC-SHA256(measure key, unit), first 128 bits, hex. */
function hashUnit(key: string, unit: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(unit).digest('hex').slice(0, 32);
}

const instant = (at: number): string => new Date(at).toISOString();

export function createExposures(): Exposures {
  const known = createRecent<true>(bounds.units);
  let exposures: Exposure[] = [];
  let outcomes: Outcome[] = [];
  let dropped = 0;

  function expose(
    { flag, variant }: Served,
    measure: ActiveMeasure,
    stage: number,
    unit: string,
    now: number,
  ): void {
    if (exposures.length >= bounds.exposures) {
      dropped += 1;
      return;
    }
    exposures.push({
      measure: measure.id,
      flag,
      stage,
      variant,
      unit: hashUnit(measure.key, unit),
      at: instant(now),
    });
  }

  function note(
    measure: ActiveMeasure,
    unit: string,
    { name, isBad, latencyMs }: TrackedEvent,
    now: number,
  ): void {
    if (!isBad && latencyMs === undefined) return;
    if (outcomes.length >= bounds.outcomes) {
      dropped += 1;
      return;
    }
    const value = latencyMs === undefined ? {} : { value: latencyMs };
    outcomes.push({
      measure: measure.id,
      metric: name,
      unit: hashUnit(measure.key, unit),
      ...value,
      at: instant(now),
    });
  }

  return {
    serve(served, context, now) {
      const measured = served.watch?.measure;
      const unit = measured && unitIn(context, measured.of.by);
      if (unit === undefined || measured === undefined) return;
      const label = JSON.stringify([
        measured.of.id,
        measured.stage,
        served.flag,
        served.variant,
        unitKey(unit),
      ]);
      if (known.get(label)) return;
      known.set(label, true);
      expose(served, measured.of, measured.stage, unit, now);
    },
    record(measures, context, event, now) {
      for (const measure of measures) {
        const unit = measure.metrics.has(event.name) ? unitIn(context, measure.by) : undefined;
        if (unit !== undefined) note(measure, unit, event, now);
      }
    },
    drain() {
      const drained = { exposures, outcomes };
      exposures = [];
      outcomes = [];
      return drained;
    },
    isFilling: () => exposures.length * 2 >= bounds.exposures || outcomes.length * 2 >= bounds.outcomes,
    dropped: () => dropped,
  };
}
