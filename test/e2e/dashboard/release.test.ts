import { listProposals } from '@slipway/api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { type RunningAcademy, startAcademy } from '../../support/academy.ts';
import type { Visitor } from '../../support/chromium.ts';
import { type DashboardWorld, emailOf, password, plantDashboard } from '../../support/dashboard-world.ts';

const flag = 'course-recommendations';
const flags = '/projects/academy/flags';
const onPage = '[data-feature="course-recommendations"]';

let world: DashboardWorld;
let academy: RunningAcademy;
let owner: Visitor;
let developer: Visitor;
let releaser: Visitor;
/** Somebody who learns at the academy. */
let learner: Visitor;

beforeAll(async () => {
  world = await plantDashboard();
  academy = await startAcademy({
    slipwayUrl: world.server.deliveryUrl,
    token: world.serverToken,
    environment: 'production',
  });
  owner = await world.signIn('owner');
  developer = await world.signIn('developer');
  releaser = await world.signIn('releaser');
  learner = await world.chromium.open(academy.url);
}, 90_000);

afterAll(async () => {
  await academy.close();
  await world.close();
});

function pictureIfFailed(...visitors: Visitor[]): void {
  onTestFailed(async ({ task }) => {
    for (const [index, visitor] of visitors.entries())
      await visitor.picture(`failed-${task.name.slice(0, 40).replace(/\W+/g, '-')}-${index}`);
  });
}

test('given an invitation from the dashboard, a viewer comes in by its link and cannot switch', async () => {
  const viewer = await world.chromium.open(world.server.url);
  pictureIfFailed(owner, viewer);
  await owner.page.goto('/projects/academy/settings');
  await owner.page.getByRole('button', { name: 'Invite' }).click();
  const dialog = owner.page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(emailOf('second-viewer'));
  await dialog.getByRole('radio', { name: 'viewer' }).check();
  await dialog.getByRole('button', { name: 'Invite' }).click();
  const link = await dialog.getByText('/invitation#').innerText();

  await viewer.page.goto(link);
  await viewer.page.getByLabel('Your name').fill('Second viewer');
  await viewer.page.getByRole('textbox', { name: 'Choose a password' }).fill(password);
  await viewer.page.getByRole('button', { name: 'Accept invitation' }).click();
  await viewer.page.getByRole('link', { name: 'Academy' }).click();
  await viewer.page.goto(flags);
  const toggle = switchIn(viewer.page, 'Production');
  await toggle.click({ force: true });

  expect(await toggle.getAttribute('aria-disabled')).toBe('true');
  expect(await toggle.getAttribute('data-tip')).toContain('developer');
  expect(await openProposals()).toBe(0);
});

test('given production is protected, what a developer switches on waits for an approval', async () => {
  const { page } = developer;
  pictureIfFailed(developer);
  await page.goto(flags);
  await switchIn(page, 'Production').click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Marketing announces it at noon.');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Propose/ })
    .click();

  await page.getByText('waiting for approval').first().waitFor();
  expect(await openProposals()).toBe(1);
  expect(await switchIn(page, 'Production').getAttribute('aria-checked')).toBe('false');
});

test('given a releaser approves, the running application changes and so does everybody’s screen', async () => {
  pictureIfFailed(releaser, developer, learner);
  await learner.page.goto('/');
  expect(await learner.page.locator(onPage).count()).toBe(0);

  await releaser.page.goto('/projects/academy/approvals');
  await releaser.page
    .getByRole('link', { name: new RegExp(flag) })
    .first()
    .click();
  await releaser.page.getByText('Marketing announces it at noon.').waitFor();
  await releaser.page.getByRole('button', { name: /^Approve/ }).click();

  await learner.page.locator(onPage).waitFor();
  await expectOn(developer.page, 'Production', true);
  expect(await openProposals()).toBe(0);
});

test('given a kill on the flag’s page, it is gone in one click and the page says on how many instances', async () => {
  const { page } = developer;
  pictureIfFailed(developer, learner);
  await page.goto(`${flags}/${flag}?environment=production`);
  await page
    .getByRole('button', { name: /^Kill( in Production)?$/ })
    .first()
    .click();

  await learner.page.locator(onPage).waitFor({ state: 'detached' });
  await page
    .getByText(/killed/i)
    .first()
    .waitFor();
  await page
    .getByText(/Applied by all 2 instances/)
    .first()
    .waitFor();
});

function switchIn(page: Page, environment: string) {
  return page.getByRole('switch', { name: new RegExp(`^${flag} in ${environment}`) });
}

async function expectOn(page: Page, environment: string, isOn: boolean): Promise<void> {
  await page
    .locator(`[role="switch"][aria-label^="${flag} in ${environment}"][aria-checked="${isOn}"]`)
    .waitFor();
}

async function openProposals(): Promise<number> {
  const { project, client } = world;
  const { items } = await client.call(listProposals, { params: { project }, query: { state: 'open' } });
  return items.length;
}
