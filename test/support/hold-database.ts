import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../packages/server/src/platform/postgres/index.ts';

/**
 * A process that starts the database of a folder and keeps it until told to stop, as Slipway does. Prints one line:
 * `{ url, pid, folder }` or `{ code, message }`.
 */
const [folder = '', options = '{}'] = process.argv.slice(2);
const log = pino({ level: 'silent' });

function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

try {
  const server = await startEmbeddedPostgres({ folder, log, durable: false, ...JSON.parse(options) });
  // The pipe closes with the test that started us, however that ends.
  process.stdin.once('end', () => process.exit(3)).resume();
  process.stdin.unref();
  process.once('SIGTERM', () => void server.stop());
  process.once('SIGHUP', () => void server.leave());
  process.once('SIGUSR2', () => process.exit(3));
  say({ url: server.url, adminUrl: server.adminUrl, pid: server.pid(), folder: server.folder });
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  say({ code, message: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
