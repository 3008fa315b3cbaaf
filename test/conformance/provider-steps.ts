import { OpenFeature, ProviderStatus } from '@openfeature/server-sdk';
import type { Ruleset } from '@slipway/engine';
import type { SlipwayOptions } from '@slipway/sdk/server';
import { expect } from 'vitest';
import { until } from '../support/until.ts';
import { RetrievingProvider, type Step, type Target, type World } from './world.ts';

const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

function register(world: World, options: SlipwayOptions): Promise<void> {
  const provider = new RetrievingProvider({ ...world.target, logger: quiet, ...options });
  world.provider = provider;
  const opening = OpenFeature.setProviderAndWait(provider);
  world.client = OpenFeature.getClient();
  return opening;
}

async function fetchRuleset({ url, token }: Target): Promise<Ruleset> {
  const response = await fetch(`${url}/sdk/v1/ruleset`, { headers: { authorization: `Bearer ${token}` } });
  return response.json() as Promise<Ruleset>;
}

const isNow = (world: World, status: ProviderStatus): Promise<boolean> =>
  until(`status ${status}`, () => world.client.providerStatus === status);

/** How a real provider comes into each state. */
const states: Record<string, (world: World) => Promise<unknown>> = {
  stable: (world) => register(world, {}),
  /** The server has not answered yet. */
  'not ready': async (world) => {
    register(world, { url: world.target.silentUrl, initTimeoutMs: 60_000 }).catch(() => {});
  },
  /** The server refuses the token and nothing is remembered. */
  error: (world) => register(world, { token: 'slw_server_unknown' }).catch(() => {}),
  /** No token at all. */
  fatal: (world) => register(world, { token: '' }).catch(() => {}),
  /** The server is gone and a ruleset is remembered. */
  stale: async (world) => {
    await register(world, { url: world.target.closedUrl, bootstrap: await fetchRuleset(world.target) });
    await isNow(world, ProviderStatus.STALE);
  },
};

export const providerSteps: Step[] = [
  {
    pattern:
      /^an? (stable|not ready|error|fatal|stale) provider(?: with retrievable context is registered)?$/,
    run: async (world, [state = '']) => {
      await states[state]?.(world);
    },
  },
  {
    pattern: /^the provider status should be "(.*)"$/,
    run: (world, [status]) => expect(world.client.providerStatus).toBe(status),
  },
];
