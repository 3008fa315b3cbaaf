import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** Perform the walk unattended, stop everything and print one JSON line. */
  check: boolean;
  /** Where the demo keeps its data folder, the copy of academy and the logs. */
  folder: string;
  /** The folder was made for this run and goes with it. */
  isTemporary: boolean;
  /** First of the ports that the demo listens on; 0 = any free ones. */
  port: number;
  users: number;
}

export const usage = `Usage: npm run demo -- [--check] [--folder FOLDER] [--port 4400] [--users 10000]

Starts Slipway, two copies of the sample application academy and an environment from its branches, and leaves
them running.
  --check   walks through a release and an environment unattended, verifies who saw what, stops everything,
            prints one JSON object as its last line and exits 0 only if all of it held
  --folder  where data, logs and the copy of academy go and stay
            (default: demo-data; with --check a temporary one that is removed)
  --port    first port (default 4400, with --check any free ones)
  --users   simulated users of the walk (default 10000, at least 1000)`;

/** Throws with a sentence for the user when an argument is wrong. */
export function parseOptions(args: string[], temporaryFolder: () => string): DemoOptions {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      folder: { type: 'string' },
      port: { type: 'string' },
      users: { type: 'string', default: '10000' },
    },
  });
  const { check } = values;
  const users = wholeNumber('--users', values.users);
  if (users < 1000)
    throw new Error('--users takes at least 1000: fewer cannot show what a tenth of them see.');
  const isTemporary = check && values.folder === undefined;
  return {
    check,
    users,
    port: wholeNumber('--port', values.port ?? (check ? '0' : '4400')),
    isTemporary,
    folder: isTemporary ? temporaryFolder() : resolve(values.folder ?? 'demo-data'),
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`${name} takes a whole number, not "${text}".`);
  return Number(text);
}
