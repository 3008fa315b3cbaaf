import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

export interface BuiltDocument {
  /** Another build has another. */
  version: string;
  text: string;
}

/** Where `vite build` puts the dashboard; null when its package is not installed. */
export function dashboardFolder(): string | null {
  try {
    return join(dirname(require.resolve('@slipway/dashboard/package.json')), 'dist');
  } catch (error) {
    if (isCode(error, 'MODULE_NOT_FOUND')) return null;
    throw error;
  }
}

/** The application’s one document as it was built; null when it was not. `known` spares reading it again. */
export function readDocument(folder: string, known: BuiltDocument | null = null): BuiltDocument | null {
  try {
    const file = join(folder, 'index.html');
    const { mtimeMs, ino } = statSync(file);
    const version = `${ino} ${mtimeMs}`;
    return known?.version === version ? known : { version, text: readFileSync(file, 'utf8') };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
