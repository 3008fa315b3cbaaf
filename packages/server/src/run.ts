import { writeSync } from 'node:fs';
import { readConfig, usage } from './platform/config/index.ts';
import { createLog } from './platform/log/index.ts';
import { type Slipway, startSlipway } from './slipway.ts';

/**
 * `slipway start`: serves until a signal ends it; with `--json` one line of JSON says where.
 * Throws what `failureOf` explains.
 */
export async function runSlipway(
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (args.includes('--help')) return say(usage());
  const isJson = args.includes('--json');
  const config = readConfig(
    args.filter((arg) => arg !== '--json'),
    variables,
  );
  const log = createLog(config.logLevel);
  const stopping = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.resolve(signal));

  const slipway = await startSlipway({ config, log });
  const url = config.publicUrl ?? slipway.url;
  say(isJson ? readyDocument(slipway, url) : readyText(slipway, url));

  log.info({ signal: await stopping.promise }, 'shutting down');
  await slipway.close();
  process.exit(0);
}

function readyText({ adminToken, adminTokenFile }: Slipway, url: string): string {
  const notice = adminToken === null ? '' : `${adminTokenNotice(adminToken, adminTokenFile)}\n`;
  return `${notice}Slipway ready at ${url}`;
}

/** The token stands in it only when this start has made it: it is shown once. */
function readyDocument({ deliveryUrl, adminToken, adminTokenFile }: Slipway, url: string): string {
  return JSON.stringify({ url, deliveryUrl, ...(adminToken === null ? {} : { adminToken, adminTokenFile }) });
}

function adminTokenNotice(token: string, file: string | null): string {
  const kept = file === null ? '' : ` It is also in ${file}, which only you can read.`;
  return `\nAdministrator token, shown this once:\n\n  ${token}\n\nUse it as SLIPWAY_TOKEN.${kept}\n`;
}

/** At once and whole, also into a pipe: others wait for the ready line. */
function say(text: string): void {
  writeSync(1, `${text}\n`);
}
