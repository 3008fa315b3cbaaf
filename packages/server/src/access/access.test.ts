import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, createToken, getMe, listProjects, listTokens, revokeToken } from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';

let slipway: TestSlipway;
beforeAll(async () => {
  slipway = await startTestServer();
});
afterAll(() => slipway.close());

test('smoke', async () => {
  console.error(await slipway.client.call(getMe));
  const health = await fetch(`${slipway.deliveryUrl}/readyz`);
  console.error(health.status, await health.text(), health.headers);
});
