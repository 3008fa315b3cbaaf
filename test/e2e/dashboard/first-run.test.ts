import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { type Chromium, openChromium } from '../../support/chromium.ts';
import { startTestServer, TEST_ADMIN_TOKEN, type TestSlipway } from '../../support/server.ts';

let server: TestSlipway;
let chromium: Chromium;

beforeAll(async () => {
  [server, chromium] = await Promise.all([startTestServer(), openChromium()]);
});

afterAll(async () => {
  await chromium.close();
  await server.close();
});

const password = 'correct horse battery';

test('given a new installation, its first visitor becomes the owner and makes a project', async () => {
  const { page, problems, picture } = await chromium.open(server.url);
  onTestFailed(() => picture('failed-first-run'));

  await page.goto('/');
  await page.getByLabel('Administrator token').fill(TEST_ADMIN_TOKEN);
  await page.getByLabel('Your name').fill('Owner');
  await page.getByLabel('E-mail').fill('owner@slipway.example');
  await page.getByRole('textbox', { name: /^Password/ }).fill(password);
  await page.getByRole('button', { name: 'Create owner' }).click();
  await page.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Academy');
  await page.getByRole('dialog').getByRole('button', { name: 'Create project' }).click();

  await page.waitForURL('**/projects/academy');
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor();
  expect(problems).toEqual([]);
});
