// `npm run openapi` writes openapi.json; with `--check` it fails when the committed file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { openApi } from './openapi.ts';

const folder = new URL('..', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
const file = new URL('openapi.json', folder);
const text = `${JSON.stringify(openApi(version), null, 2)}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('packages/api/openapi.json is out of date: run `npm run openapi` and commit it.');
  process.exitCode = 1;
}
