import { execFile } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtFrom, fingerprint, stampOf } from './sources.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const dashboard = join(checkout, 'packages', 'dashboard');

/**
 * Builds the dashboard unless the build that is there was made from the sources that are there. `say` is told before it
 * takes seconds. Throws with what Vite said.
 */
export async function buildDashboard(say: (line: string) => void): Promise<void> {
  const target = join(dashboard, 'dist');
  const wanted = await fingerprint(checkout);
  if ((await builtFrom(target)) === wanted) return;
  say('Building the dashboard …');
  // Servers may be reading the present one, and another build may be under way.
  const made = join(dashboard, `.dist-${process.pid}`);
  try {
    await build(made);
    await writeFile(stampOf(made), wanted);
    await replace(target, made);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function build(target: string): Promise<void> {
  const require = createRequire(join(dashboard, 'package.json'));
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  const args = [vite, 'build', '--outDir', target, '--emptyOutDir', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, args, { cwd: dashboard, env: forProduction() });
}

/** A build made by tests is the one that users get. */
function forProduction(): NodeJS.ProcessEnv {
  const { NODE_ENV: _, NODE_OPTIONS: __, ...kept } = process.env;
  return kept;
}

/** In an instant; of two that are made at once either does. */
async function replace(target: string, made: string): Promise<void> {
  const old = `${made}-old`;
  await rename(target, old).catch(unless('ENOENT'));
  await rename(made, target).catch(unless('ENOTEMPTY', 'EEXIST'));
  await rm(old, { recursive: true, force: true });
}

function unless(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}
