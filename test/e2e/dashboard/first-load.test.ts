import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DashboardWorld, plantDashboard } from '../../support/dashboard-world.ts';

const assets = fileURLToPath(new URL('../../../packages/dashboard/dist/assets/', import.meta.url));
const MOST_BYTES = 300_000;

let world: DashboardWorld;

beforeAll(async () => {
  world = await plantDashboard();
});

afterAll(async () => {
  await world.close();
});

test.each([
  { page: 'Home', path: '/projects/academy' },
  { page: 'Flags', path: '/projects/academy/flags' },
])('given a first visit to $page, no more than 300 kB are loaded', async ({ page: name, path }) => {
  const { page, close } = await world.signIn('owner');
  const files = new Set<string>();
  page.on('request', (request) => {
    const [, file] = /\/assets\/([^?]+)$/.exec(request.url()) ?? [];
    if (file) files.add(file);
  });
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);

  const sizes = await Promise.all([...files].map(compressed));
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  await close();

  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThanOrEqual(MOST_BYTES);
});

/** Bytes of a file as gzip sends it; a small one is sent as it is. */
async function compressed(file: string): Promise<number> {
  const { size } = await stat(`${assets}${file}.gz`).catch(() => stat(`${assets}${file}`));
  return size;
}
