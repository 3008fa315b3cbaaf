import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DashboardWorld, plantDashboard } from '../../support/dashboard-world.ts';

const flags = '/projects/academy/flags';

let world: DashboardWorld;

beforeAll(async () => {
  world = await plantDashboard();
});

afterAll(async () => {
  await world.close();
});

test('given the name of a flag and Enter, the palette opens its page', async () => {
  const { page } = await world.signIn('developer');
  await page.goto('/projects/academy');
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('course-rec', { delay: 30 });
  await page.locator('[data-selected]').getByText('course-recommendations').first().waitFor();
  await page.keyboard.press('Enter');

  await page.waitForURL('**/flags/course-recommendations');
});

test('given keys while the palette is being loaded, they are taken as its text and not as commands', async () => {
  const { page } = await world.signIn('developer');
  await page.route('**/assets/palette-*.js', async (route) => {
    await page.waitForFunction(() => document.querySelector('input[value="course"]') !== null);
    await route.continue();
  });
  await page.goto(flags);
  await page.getByRole('switch').first().waitFor();

  await page.keyboard.press('j');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('course');

  await page.getByRole('textbox', { name: 'Search and commands' }).waitFor();
  await page.getByText('Go to Flags').waitFor({ state: 'detached' });
  await page.locator('[data-selected]').getByText('course-recommendations').first().waitFor();
  expect(await page.getByRole('dialog', { name: /Create flag|Switch/ }).count()).toBe(0);
});
