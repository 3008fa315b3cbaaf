import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpControlPlane } from '../../../../test/support/http-control-plane.ts';
import { markedRuleset } from '../../../../test/support/rulesets.ts';

const sdk = new URL('./index.ts', import.meta.url).href;
const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Runs a script that has nothing but the provider, to its own end. */
async function run(
  url: string,
  initTimeoutMs: number,
  script: string,
): Promise<{ code: number | null; said: string }> {
  const program = `
    import { OpenFeature } from '@openfeature/server-sdk';
    import { SlipwayProvider } from ${JSON.stringify(sdk)};
    const logger = { error() {}, warn() {}, info() {}, debug() {} };
    const provider = new SlipwayProvider({ url: ${JSON.stringify(url)}, token: 'server-token', initTimeoutMs: ${initTimeoutMs}, logger });
    ${script}`;
  const options = ['--conditions=@slipway/source', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, options, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, said: said.trim() };
}

test('a process ends by itself once its provider is closed', async () => {
  const plane = await startHttpControlPlane(markedRuleset(1, 1));
  onTestFinished(() => plane.close());

  const { code, said } = await run(
    plane.url,
    20_000,
    `await OpenFeature.setProviderAndWait(provider);
     console.log(await OpenFeature.getClient().getStringValue('position', 'code'));
     await OpenFeature.close();`,
  );

  expect({ code, said }).toEqual({ code: 0, said: '1.1' });
  expect(plane.batches.flatMap(({ counts }) => counts?.map(({ count }) => count))).toContain(1);
});

test('a process that has nothing else to wait for still learns that there is no control plane', async () => {
  const { code, said } = await run(
    'http://127.0.0.1:9',
    200,
    `await OpenFeature.setProviderAndWait(provider).catch((error) => console.log(error.message));
     console.log(await OpenFeature.getClient().getStringValue('position', 'code'));`,
  );

  expect(code).toBe(0);
  expect(said).toMatch(/no cached or bootstrap ruleset.*\ncode$/s);
});
