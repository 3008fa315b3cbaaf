import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { createFlags } from './flags.ts';
import { connectFlags, disconnectFlags } from './provider.ts';

const config = readConfig(process.env);
const database = openDatabase(config.databaseUrl);
await connectFlags('api', process.env);
const app = createApp({ database, flags: createFlags(), now: () => new Date() });
const address = await app.listen({ host: config.host, port: config.port });
process.stdout.write(`academy-api listening at ${address}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await app.close();
    await database.end();
    await disconnectFlags();
  });
}
