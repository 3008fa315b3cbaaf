import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { ServiceStatus } from '../runtimes/index.ts';
import { createRoom, waitingFor } from './room.ts';
import type { HostedRow } from './store.ts';

const MIB = 1024 * 1024;
// Nothing of it decides.
const row = {} as HostedRow;

function service(memoryBytes: number): ServiceStatus {
  return { name: 'web', state: 'running', generation: 1, startedAt: null, memoryBytes, ended: null };
}

async function room(over: Partial<Parameters<typeof createRoom>[0]> = {}, usedMib = 0) {
  const limits = { environmentsMost: 5, environmentsMemory: 1_024, diskFloor: 0, buildsMost: 2, ...over };
  const made = createRoom(limits, { status: async () => [service(usedMib * MIB)] }, tmpdir());
  await made.measure([{ id: 1 }]);
  return made;
}

test('as many are brought up at a time as may be; the others wait and are told for what', async () => {
  const roomFor = await waitingFor(await room(), 1);

  expect([roomFor(row, true), roomFor(row, true)]).toEqual([null, '2 others are being brought up']);
});

test('what wakes does not wait for builds', async () => {
  const roomFor = await waitingFor(await room(), 2);

  expect(roomFor(row, false)).toBeNull();
});

test('without memory left everybody waits, also what wakes', async () => {
  const roomFor = await waitingFor(await room({}, 900), 0);

  expect(roomFor(row, false)).toContain('memory');
});

test('those that begin at once share what is left', async () => {
  const roomFor = await waitingFor(await room({ buildsMost: 9 }, 500), 0);

  expect([roomFor(row, true), roomFor(row, true), roomFor(row, true)]).toEqual([
    null,
    null,
    expect.stringContaining('memory'),
  ]);
});

test('below the floor of the disk nothing begins', async () => {
  const roomFor = await waitingFor(await room({ diskFloor: 900_000_000 }), 0);

  expect(roomFor(row, true)).toMatch(/disk has \d+ MiB left, and 900000000 have to stay free/);
});
