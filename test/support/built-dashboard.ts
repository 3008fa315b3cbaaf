import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export interface TestDashboard {
  readonly folder: string;
  /** What the script says. */
  readonly script: string;
  remove(): Promise<void>;
}

const document = `<!doctype html>
<html lang="en">
  <head>
    <base href="/" />
    <meta property="csp-nonce" nonce="__CSP_NONCE__" />
    <title>Slipway</title>
    <script type="module" crossorigin src="./assets/index-C0ffee.js"></script>
  </head>
  <body><div id="root"></div></body>
</html>
`;

/** What a build of the dashboard looks like, without waiting for one. */
export async function testDashboard(): Promise<TestDashboard> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-dashboard-'));
  const script = `console.log(${JSON.stringify('x'.repeat(5_000))});`;
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), document);
  await writeFile(join(folder, 'assets', 'index-C0ffee.js'), script);
  await writeFile(join(folder, 'assets', 'index-C0ffee.js.gz'), gzipSync(script));
  await writeFile(join(folder, 'assets', 'index-C0ffee.js.br'), brotliCompressSync(script));
  await writeFile(join(folder, 'assets', 'mark-A1.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return { folder, script, remove: () => rm(folder, { recursive: true, force: true }) };
}
