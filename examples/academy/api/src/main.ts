import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { createFlags } from './flags.ts';
import { connectFlags, disconnectFlags } from './provider.ts';

const config = readConfig(process.env);
const database = openDatabase(config.databaseUrl);
let isReady = false;
const app = createApp({ database, flags: createFlags(), now: () => new Date(), isReady: () => isReady });
const [address] = await Promise.all([
  app.listen({ host: config.host, port: config.port }),
  connectFlags('api', process.env),
]);
isReady = true;
process.stdout.write(`academy-api listening at ${address}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await app.close();
    await database.end();
    await disconnectFlags();
  });
}
