import { randomUUID } from 'node:crypto';
import { createApi } from './api.ts';
import { createApp } from './app.ts';
import { loadAssets } from './assets.ts';
import { readConfig } from './config.ts';
import { createFlags } from './flags.ts';
import { createIdentity } from './identity.ts';
import { createLive, followFlags } from './live.ts';
import { connectFlags, disconnectFlags, readVersion } from './provider.ts';

const config = readConfig(process.env);
let isReady = false;
const live = createLive(randomUUID());
followFlags(live);
const app = createApp({
  isReady: () => isReady,
  api: createApi(config.apiUrl),
  flags: createFlags(),
  identity: createIdentity({
    secret: config.sessionSecret,
    trustUserHeader: config.trustUserHeader,
    newId: () => randomUUID(),
  }),
  live,
  assets: await loadAssets(),
  environment: config.environment,
  version: await readVersion(),
});
const [address] = await Promise.all([
  app.listen({ host: config.host, port: config.port }),
  connectFlags('web', process.env),
]);
isReady = true;
process.stdout.write(`academy-web listening at ${address}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await app.close();
    await disconnectFlags();
  });
}
