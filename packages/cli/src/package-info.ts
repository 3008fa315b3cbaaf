import { readFileSync } from 'node:fs';

/** Read from package.json, one folder above both `src` and `dist`. */
export const version: string = versionIn(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

function versionIn(text: string): string {
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
