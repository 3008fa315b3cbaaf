// Connects an SDK per token and tells, for each change, the value it evaluates and when.
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { SlipwayProvider } from '@slipway/sdk/server';
import type { Ask, Evaluated } from './sdks.ts';

const flag = 'new-checkout';

/** CLOCK_MONOTONIC: the same in every process of a machine. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function tell(message: Evaluated | 'connected'): void {
  process.send?.(message);
}

async function connect(url: string, token: string, index: number): Promise<void> {
  const domain = `sdk-${index}`;
  const client = OpenFeature.getClient(domain);
  await OpenFeature.setProviderAndWait(domain, new SlipwayProvider({ url, token }));
  client.addHandler(ProviderEvents.ConfigurationChanged, async () => {
    const value = await client.getBooleanValue(flag, false, { targetingKey: 'u1' });
    tell({ index, value, atMs: nowMs() });
  });
}

process.on('message', async ({ url, tokens }: Ask) => {
  await Promise.all(tokens.map((token, index) => connect(url, token, index)));
  tell('connected');
});
process.on('disconnect', () => process.exit());
