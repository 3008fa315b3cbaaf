import { Telemetry as schema } from '@slipway/api';
import type { Telemetry } from '@slipway/engine';
import { expect } from 'vitest';

/** What the server would refuse, whole or in part, an SDK must never send. */
export function expectValidTelemetry(batches: readonly Telemetry[]): void {
  for (const batch of batches) {
    const { data, error } = schema.safeParse(batch);
    expect(error).toBeUndefined();
    for (const list of [data?.exposures, data?.outcomes, data?.sketches]) expect(list?.refused ?? 0).toBe(0);
  }
}
