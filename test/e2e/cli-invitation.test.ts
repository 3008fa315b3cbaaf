import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { acceptInvitation, createEnvironment, createProject, getMe } from '@slipway/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';

const main = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
let slipway: TestSlipway;

beforeAll(async () => {
  slipway = await startTestServer();
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  const production = { key: 'production' };
  await slipway.client.call(createEnvironment, { params: { project: 'academy' }, body: production });
});
afterAll(() => slipway.close());

/** The real command as a process of its own; what it printed. */
async function cli(line: string): Promise<{ stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH ?? '', SLIPWAY_URL: slipway.url, SLIPWAY_TOKEN: slipway.adminToken };
  const args = ['--conditions=@slipway/source', main, ...line.split(' ')];
  return promisify(execFile)(process.execPath, args, { env });
}

test('an invitation is made, listed, accepted by its link and withdrawn from the command line', async () => {
  const create = 'invitation create grace@example.com --role viewer --grant flag:kill@production';
  const { stdout: link, stderr: note } = await cli(create);
  const { stdout: listed } = await cli('invitation list');

  expect(note).toContain('send the link yourself');
  expect(listed).toMatch(/grace@example\.com +viewer +flag:kill@production +all/);
  expect(listed).not.toContain(link.trim().split('#')[1]);
  const browser = openBrowser(slipway.url);
  const token = link.trim().split('#')[1] ?? '';
  await browser.client.call(acceptInvitation, { body: { token, name: 'Grace', password: 'x'.repeat(12) } });
  expect(await browser.client.call(getMe)).toMatchObject({ email: 'grace@example.com' });
  await cli('invitation create alan@example.com --role developer');
  const id = /^(\d+) +alan/m.exec((await cli('invitation list')).stdout)?.[1];
  expect((await cli(`invitation withdraw ${id}`)).stdout).toBe(`Withdrew invitation ${id}.\n`);
  expect((await cli('invitation list')).stdout).toBe('There are no open invitations.\n');
});
