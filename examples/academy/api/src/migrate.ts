import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrations.ts';

const database = openDatabase(readConfig(process.env).databaseUrl);
const applied = await migrate(database);
await database.end();
process.stdout.write(
  `${applied.length === 0 ? 'Database is up to date' : `Applied ${applied.join(', ')}`}\n`,
);
