import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where `vite build` puts the dashboard; null when its package is not installed. */
export function dashboardFolder(): string | null {
  try {
    const file = createRequire(import.meta.url).resolve('@slipway/dashboard/package.json');
    return join(dirname(file), 'dist');
  } catch (error) {
    if (isCode(error, 'MODULE_NOT_FOUND')) return null;
    throw error;
  }
}

/** The application's one document as it was built; null when it was not. */
export function readDocument(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'index.html'), 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
