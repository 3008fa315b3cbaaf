import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const SMALLEST_BYTES = 1024;
const isText = /\.(?:js|css|svg|json|txt)$/;

const codings = [
  {
    extension: '.gz',
    press: (file: Buffer) => promisify(gzip)(file, { level: constants.Z_BEST_COMPRESSION }),
  },
  // Its default quality is already the highest.
  { extension: '.br', press: promisify(brotliCompress) },
] as const;

/**
 * Writes each asset of 1 KB or more once more as `.gz` and `.br`, so that the server never compresses one while
 * somebody waits. Not index.html: every answer of it differs.
 */
export function precompress(): Plugin {
  return {
    name: 'slipway-precompress',
    apply: 'build',
    async writeBundle({ dir = 'dist' }, bundle) {
      const names = Object.keys(bundle).filter((name) => isText.test(name));
      await Promise.all(names.map((name) => pressed(join(dir, name))));
    },
  };
}

async function pressed(path: string): Promise<void> {
  const file = await readFile(path);
  if (file.length < SMALLEST_BYTES) return;
  await Promise.all(
    codings.map(async ({ extension, press }) => writeFile(path + extension, await press(file))),
  );
}
