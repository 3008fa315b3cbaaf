import { Telemetry as schema } from '@slipway/api';
import type { Telemetry } from '@slipway/engine';
import { expect } from 'vitest';

/** What the server would refuse, an SDK must never send. */
export function expectValidTelemetry(batches: readonly Telemetry[]): void {
  for (const batch of batches) expect(schema.safeParse(batch).error).toBeUndefined();
}
