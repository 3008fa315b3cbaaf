import type { Observation, Sketch } from '@slipway/engine';
import type { Served } from '../loaded-ruleset.ts';
import { bounds, minuteOf } from './bounds.ts';
import type { TrackedEvent } from './event.ts';
import { createHistogram, type Histogram } from './latency.ts';
import { createRecent, type Recent } from './recent.ts';
import { addUnit, createRegisters, encodeRegisters, type Registers } from './sketch.ts';
import { ownCopy, unitKey } from './unit-key.ts';

/** Per variant of an observed flag: outcomes, latency and how many units saw it. */
export interface Observations {
  /** `unit` was served this answer. */
  serve(served: Served, unit: string): void;
  /** Counts the event for every observed variant that `unit` was last served. */
  record(unit: string, event: TrackedEvent): void;
  drain(at: number): { observed: Observation[]; sketches: Sketch[] };
  dropped(): number;
}

interface Cell {
  flag: string;
  variant: string;
  outcomes: Map<string, [bad: number, total: number]>;
  latency: Histogram;
  hasLatency: boolean;
  units: Registers | undefined;
}

function observationOf({ flag, variant, outcomes, latency, hasLatency }: Cell, minute: string): Observation {
  return {
    flag,
    variant,
    minute,
    ...(outcomes.size > 0 && { outcomes: Object.fromEntries(outcomes) }),
    ...(hasLatency && { latencyMs: latency.buckets() }),
  };
}

function addOutcome({ outcomes }: Cell, { name, isBad }: TrackedEvent): boolean {
  const [bad, total] = outcomes.get(name) ?? [0, 0];
  if (total === 0 && outcomes.size >= bounds.outcomeNames) return false;
  outcomes.set(name, [bad + Number(isBad), total + 1]);
  return true;
}

/** `period` = between two drains: a unit enters each period's sketch once. */
interface Latest {
  variant: string;
  period: number;
}

export function createObservations(): Observations {
  /** Unit → flag → what it was last served. */
  const latestOf = createRecent<Recent<Latest>>(bounds.units);
  let cells = new Map<string, Cell>();
  let period = 0;
  let sketches = 0;
  let dropped = 0;

  function cellOf(flag: string, variant: string): Cell | undefined {
    const label = JSON.stringify([flag, variant]);
    const known = cells.get(label);
    if (known) return known;
    if (cells.size >= bounds.observations) return undefined;
    const cell = {
      flag,
      variant,
      outcomes: new Map(),
      latency: createHistogram(),
      hasLatency: false,
      units: undefined,
    };
    cells.set(label, cell);
    return cell;
  }

  function registersOf(cell: Cell): Registers | undefined {
    if (cell.units === undefined && sketches < bounds.sketches) {
      sketches += 1;
      cell.units = createRegisters();
    }
    return cell.units;
  }

  function sketch({ flag, variant }: Served, unit: string): void {
    const cell = cellOf(flag, variant);
    const registers = cell && registersOf(cell);
    if (registers) addUnit(registers, unit);
    else dropped += 1;
  }

  function tally(flag: string, variant: string, event: TrackedEvent): void {
    const cell = cellOf(flag, variant);
    if (cell && event.latencyMs !== undefined) {
      cell.hasLatency = true;
      cell.latency.add(event.latencyMs);
    }
    const isPlainLatency = event.latencyMs !== undefined && !event.isBad;
    if (cell === undefined || !(isPlainLatency || addOutcome(cell, event))) dropped += 1;
  }

  return {
    serve(served, unit) {
      const key = unitKey(unit);
      const known = latestOf.get(key);
      const latest = known?.get(served.flag);
      if (latest?.variant === served.variant && latest.period === period) return;
      const all = known ?? createRecent<Latest>(bounds.flagsPerUnit);
      if (all.set(served.flag, { variant: served.variant, period })) dropped += 1;
      latestOf.set(ownCopy(key), all);
      sketch(served, unit);
    },
    record(unit, event) {
      for (const [flag, { variant }] of latestOf.get(unitKey(unit))?.entries() ?? [])
        tally(flag, variant, event);
    },
    drain(at) {
      const minute = minuteOf(at);
      const all = [...cells.values()];
      cells = new Map();
      period += 1;
      sketches = 0;
      return {
        observed: all
          .filter(({ outcomes, hasLatency }) => outcomes.size > 0 || hasLatency)
          .map((cell) => observationOf(cell, minute)),
        sketches: all.flatMap(({ flag, variant, units }) =>
          units === undefined ? [] : [{ flag, variant, minute, hll: encodeRegisters(units) }],
        ),
      };
    },
    dropped: () => dropped,
  };
}
