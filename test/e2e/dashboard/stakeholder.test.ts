import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Visitor } from '../../support/chromium.ts';
import { type DashboardWorld, plantDashboard } from '../../support/dashboard-world.ts';

const invited = 'You see only what you were invited to.';

let world: DashboardWorld;
let visitor: Visitor;
let failures: string[];

beforeAll(async () => {
  world = await plantDashboard();
});

beforeEach(async () => {
  visitor = await world.signIn('stakeholder');
  failures = refusalsOf(visitor.page);
});

afterAll(async () => {
  await world.close();
});

test('a stakeholder is led to what the invitation names, and nowhere else', async () => {
  const { page, problems } = visitor;
  await page.goto('/projects/academy');

  await page.getByRole('link', { name: 'Staging' }).waitFor();
  const rail = page.getByRole('navigation', { name: 'Project', exact: true });
  expect(await rail.getByRole('link').allInnerTexts()).toEqual(['Home']);
  await page.getByRole('link', { name: 'Staging' }).click();
  await page.getByRole('heading', { level: 1, name: 'Staging' }).waitFor();

  expect({ problems, failures }).toEqual({ problems: [], failures: [] });
});

test.each(['flags', 'flags/course-recommendations', 'environments', 'approvals/1', 'settings'])(
  'the page %s says to a stakeholder in words that it is not for them, and leads home',
  async (path) => {
    const { page, problems } = visitor;
    await page.goto(`/projects/academy/${path}`);

    await page.getByText(invited).waitFor();
    await page.getByRole('link', { name: 'Go home' }).click();
    await page.getByRole('link', { name: 'Staging' }).waitFor();

    expect({ problems, failures }).toEqual({ problems: [], failures: [] });
  },
);

test.each(['production', 'nope'])(
  'the environment %s, which no invitation names, is told in the same words',
  async (environment) => {
    const { page, problems } = visitor;
    await page.goto(`/projects/academy/environments/${environment}`);

    await page.getByText(invited).waitFor();
    expect(problems).toEqual([]);
  },
);

test('letters that lead elsewhere do nothing for a stakeholder', async () => {
  const { page } = visitor;
  await page.goto('/projects/academy');
  await page.getByRole('link', { name: 'Staging' }).waitFor();

  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await page.keyboard.press('?');

  const help = page.getByRole('dialog', { name: 'Keyboard' });
  expect(await help.getByRole('row').allInnerTexts()).not.toContainEqual(expect.stringContaining('Flags'));
  expect(new URL(page.url()).pathname).toBe('/projects/academy');
});

test.each([
  ['projects/nope', 'No such project', 'See all projects'],
  ['projects/academy/environments/nope', 'No such environment', 'See all environments'],
  ['projects/academy/segments/nope', 'No such segment', 'See all segments'],
  ['projects/academy/approvals/999', 'No such proposal', 'See all approvals'],
  ['projects/academy/approvals/nope', 'No such proposal', 'See all approvals'],
])(
  'what %s does not find is told in words, with the way to those that there are',
  async (path, told, way) => {
    const { page } = await world.signIn('owner');
    await page.goto(`/${path}`);

    await page.getByRole('heading', { level: 1, name: told }).waitFor();
    await page.getByRole('link', { name: way }).waitFor();
    expect(await page.getByText('/api/v1').count()).toBe(0);
    expect(await page.getByText('reconnecting').count()).toBe(0);
  },
);

/** Every answer of 4xx or 5xx from now on. */
function refusalsOf(page: Page): string[] {
  const refusals: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) refusals.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
  });
  return refusals;
}
