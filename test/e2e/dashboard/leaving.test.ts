import { getMe } from '@slipway/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DashboardWorld, emailOf, password, plantDashboard } from '../../support/dashboard-world.ts';

const explain = '/projects/academy/explain?flag=course-recommendations';

let world: DashboardWorld;

beforeAll(async () => {
  world = await plantDashboard();
});

afterAll(async () => {
  await world.close();
});

test('given somebody signs out, the session ends and the next person in the tab finds nothing of theirs', async () => {
  const { page } = await world.signIn('developer');
  await page.goto(explain);
  await page.getByRole('textbox', { name: 'Value of targetingKey' }).fill('a-customer');
  await page.getByText('Now this context gets').waitFor();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');

  await page.getByRole('button', { name: 'Account of Developer' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail').fill(emailOf('viewer'));
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Account of Viewer' }).waitFor();
  await page.goto(explain);

  const field = page.getByRole('textbox', { name: 'Value of targetingKey' });
  await field.waitFor();
  expect(await field.inputValue()).toBe('');
  await expect(world.server.withCookie(cookie).call(getMe)).rejects.toMatchObject({ status: 401 });
});

test('given the server does not hear it, signing out says so and one stays signed in', async () => {
  const { page } = await world.signIn('developer');
  await page.goto('/projects/academy');
  await page.route('**/api/v1/session', (route) => route.abort());

  await page.getByRole('button', { name: 'Account of Developer' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();

  await page.getByText('Slipway does not answer').waitFor();
  expect(page.url()).toContain('/projects/academy');
});
