import { type FlagConfig, getFlagState, listChanges, listProposals, putFlagConfig } from '@slipway/api';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import type { Visitor } from '../../support/chromium.ts';
import { type DashboardWorld, plantDashboard } from '../../support/dashboard-world.ts';

const flag = 'course-recommendations';
const here = '/projects/academy';
const staging = { project: 'academy', flag, environment: 'staging' };
const production = { ...staging, environment: 'production' };

let world: DashboardWorld;

beforeAll(async () => {
  world = await plantDashboard();
});

afterAll(async () => {
  await world.close();
});

function pictureIfFailed(...visitors: Visitor[]): void {
  onTestFailed(async ({ task }) => {
    for (const [index, visitor] of visitors.entries())
      await visitor.picture(`failed-${task.name.slice(0, 40).replace(/\W+/g, '-')}-${index}`);
  });
}

test('given two people change one flag, the second sees both versions and keeps both', async () => {
  const visitor = await world.signIn('developer');
  pictureIfFailed(visitor);
  const { page } = visitor;
  await openJson(visitor);
  const { body } = await world.client.request(getFlagState, { params: staging });
  await jsonOf(visitor).fill(JSON.stringify(targeting(body.config, 'u1'), null, 2));
  await edit((config) => ({ ...config, fallthrough: { variant: 'off' } }));

  await page.getByRole('button', { name: 'Compare and choose' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Theirs, saved already').waitFor();
  await dialog.getByRole('button', { name: 'Go on with both' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).first().fill('One learner first.');
  await save(visitor);

  const saved = (await world.client.call(getFlagState, { params: staging })).config;
  expect(saved.targets).toEqual([{ variant: 'on', keys: ['u1'] }]);
  expect(saved.fallthrough).toEqual({ variant: 'off' });
});

test('given two people change one thing, nothing is decided until one chooses, and mine can be saved', async () => {
  const visitor = await world.signIn('developer');
  pictureIfFailed(visitor);
  const { page } = visitor;
  await openJson(visitor);
  const { config } = await world.client.call(getFlagState, { params: staging });
  await jsonOf(visitor).fill(JSON.stringify({ ...config, fallthrough: shareOf(30_000) }));
  const reason = page.getByRole('textbox', { name: 'Reason' }).first();
  await reason.fill('Three in ten.');
  await edit((now) => ({ ...now, fallthrough: shareOf(50_000) }));

  await page.getByRole('button', { name: 'Compare and choose' }).click();
  const dialog = page.getByRole('dialog');
  const theirs = dialog.getByRole('radio', { name: 'Keep theirs' });
  await expect.poll(() => theirs.evaluate((one) => one === document.activeElement)).toBe(true);
  await press(visitor, 'Enter');
  expect(await dialog.getByRole('button', { name: 'Go on with both' }).isDisabled()).toBe(true);
  expect(await dialog.getByRole('radio', { checked: true }).count()).toBe(0);
  await press(visitor, 'Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await reason.inputValue()).toBe('Three in ten.');

  await page.getByRole('button', { name: 'Compare and choose' }).click();
  await theirs.check();
  await dialog.getByRole('button', { name: 'Take theirs', exact: true }).waitFor();
  await dialog.getByRole('radio', { name: 'Keep mine' }).check();
  await dialog.getByRole('button', { name: 'Go on with mine' }).click();
  await save(visitor);

  const saved = (await world.client.call(getFlagState, { params: staging })).config;
  expect(saved.fallthrough).toEqual(shareOf(30_000));
});

test('given JSON that cannot be read, nothing is saved and nothing of it is lost', async () => {
  const visitor = await world.signIn('developer');
  pictureIfFailed(visitor);
  const { page } = visitor;
  await openJson(visitor);
  const before = await world.client.call(getFlagState, { params: staging });
  const broken = '{\n  "enabled": tru';
  await jsonOf(visitor).fill(broken);

  const bar = page.getByRole('region', { name: 'Unsaved changes' });
  await bar.getByText('JSON cannot be read (line 2)').waitFor();
  await jsonOf(visitor).fill(JSON.stringify(targeting(before.config, 'a1')));
  await bar.getByText(/^\d unsaved changes?$/).waitFor();
  await jsonOf(visitor).fill(broken);
  await bar.getByText('JSON cannot be read (line 2)').waitFor();
  const ways = bar.getByRole('button', { name: /save|Review/i });
  for (const way of await ways.all()) expect(await way.isDisabled()).toBe(true);
  expect(await ways.count()).toBeGreaterThan(0);

  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('tab', { name: 'Targeting' }).click();
  expect(await jsonOf(visitor).inputValue()).toBe(broken);
  await page.reload();
  await bar.getByText('JSON cannot be read (line 2)').waitFor();
  expect(await jsonOf(visitor).inputValue()).toBe(broken);
  await page.getByRole('link', { name: 'Segments' }).first().click();
  const leaving = page.getByRole('dialog', { name: 'Leave with unsaved changes?' });
  await leaving.getByRole('button', { name: 'Stay' }).click();
  await bar.getByRole('button', { name: 'Discard' }).click();

  await bar.waitFor({ state: 'detached' });
  expect(JSON.parse(await jsonOf(visitor).inputValue())).toEqual(before.config);
  const after = await world.client.call(getFlagState, { params: staging });
  expect(after.config).toEqual(before.config);
});

test('given a change that was wrong, the log reverts it and puts back what was', async () => {
  const visitor = await world.signIn('developer');
  pictureIfFailed(visitor);
  const { page } = visitor;
  await edit((config) => ({ ...config, targets: [{ variant: 'on', keys: ['u1', 'wrong'] }] }));
  const before = (await world.client.call(listChanges, { params: { project: 'academy' } })).items[0];

  await page.goto(`${here}/changes`);
  await page.getByRole('button', { name: `Details of change ${before?.id}` }).click();
  await page.getByRole('button', { name: 'Revert', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revert', exact: true }).click();

  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const { config } = await world.client.call(getFlagState, { params: staging });
  expect(config.targets).toEqual([{ variant: 'on', keys: ['u1'] }]);
});

test('given a past instant, explain answers by what held then', async () => {
  const visitor = await world.signIn('viewer');
  pictureIfFailed(visitor);
  const { page } = visitor;
  await edit((config) => ({ ...config, enabled: true, fallthrough: { variant: 'off' } }));
  const { items } = await world.client.call(listChanges, {
    params: { project: 'academy' },
    query: { limit: 1 },
  });
  const at = new Date(new Date(items[0]?.at ?? 0).getTime() - 1).toISOString();

  await page.goto(`${here}/explain?flag=${flag}&environment=staging`);
  await page.getByRole('textbox', { name: 'Value of targetingKey' }).fill('u1');
  await page.getByText('Now this context gets').waitFor();
  await page
    .locator('#answer-title, [aria-labelledby="answer-title"]')
    .getByText('on', { exact: true })
    .first()
    .waitFor();
  await page.goto(`${here}/explain?flag=${flag}&environment=staging&at=${encodeURIComponent(at)}`);

  await page.locator('[aria-labelledby="answer-title"]').getByText('off', { exact: true }).first().waitFor();
  expect(await page.getByRole('textbox', { name: 'Value of targetingKey' }).inputValue()).toBe('u1');
  expect(page.url()).not.toContain('u1');
});

test('given a phone, on call kills with one tap and says so', async () => {
  const visitor = await world.signIn('developer', {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  pictureIfFailed(visitor);
  const { page } = visitor;
  await page.goto(`${here}/on-call`);
  const button = page.getByRole('button', { name: `Kill: ${flag} in Staging` }).first();
  const box = await button.boundingBox();
  await button.tap();

  await page.getByText('killed', { exact: true }).first().waitFor();
  expect((await world.client.call(getFlagState, { params: staging })).killedHere).toBe(true);
  expect(box?.height).toBeGreaterThanOrEqual(44);
});

test('given only a keyboard, a change is proposed by one and approved by another', async () => {
  const developer = await world.signIn('developer');
  const releaser = await world.signIn('releaser');
  pictureIfFailed(developer, releaser);
  await developer.page.goto(here);
  await developer.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await press(developer, 'g', 'f');
  await developer.page.getByRole('switch', { name: new RegExp(`^${flag} in Production`) }).waitFor();
  await press(developer, 'j', 's');
  await developer.page.getByRole('dialog').waitFor();
  await developer.page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await developer.page.keyboard.type('By keyboard alone.');
  await press(developer, 'Enter');
  await developer.page.getByText('waiting for approval').first().waitFor();

  await releaser.page.goto(here);
  await releaser.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await press(releaser, 'g', 'a');
  await releaser.page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
  await releaser.page.getByText('By keyboard alone.').first().waitFor();
  await tabTo(releaser, (name) => name.includes(flag) || name.startsWith('Open'));
  await press(releaser, 'Enter');
  await releaser.page.getByRole('button', { name: /^Approve/ }).waitFor();
  await tabTo(releaser, (name) => name.startsWith('Approve and apply'));
  await press(releaser, 'Enter');

  await developer.page
    .locator(`[role="switch"][aria-label^="${flag} in Production"][aria-checked="true"]`)
    .waitFor();
  const { items } = await world.client.call(listProposals, {
    params: { project: 'academy' },
    query: { state: 'applied' },
  });
  expect(items).toHaveLength(1);
  expect((await world.client.call(getFlagState, { params: production })).enabledNow).toBe(true);
});

/** As somebody else would, by the API. */
async function edit(change: (config: FlagConfig) => FlagConfig): Promise<void> {
  const { body, etag } = await world.client.request(getFlagState, { params: staging });
  await world.client.call(putFlagConfig, { params: staging, ifMatch: etag ?? '', body: change(body.config) });
}

function targeting(config: FlagConfig, key: string): FlagConfig {
  return { ...config, targets: [{ variant: 'on', keys: [key] }] };
}

function shareOf(weight: number): FlagConfig['fallthrough'] {
  const weights: [string, number][] = [
    ['on', weight],
    ['off', 100_000 - weight],
  ];
  return { split: { by: 'targetingKey', salt: 'learners', algorithm: 1, weights } };
}

async function openJson({ page }: Visitor): Promise<void> {
  await page.goto(`${here}/flags/${flag}?environment=staging`);
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
}

function jsonOf({ page }: Visitor) {
  return page.getByRole('textbox', { name: 'Config as JSON' });
}

/** Whether one has to look first depends on whom it reaches. */
async function save({ page }: Visitor): Promise<void> {
  await page.getByRole('button', { name: /^(Review and save|Save changes)$/ }).click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Save changes' });
  if (await confirm.isVisible()) await confirm.click();
  await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'detached' });
}

async function press({ page }: Visitor, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

const MOST_TABS = 60;

/** Goes on by Tab until something with such a name or text has the focus. */
async function tabTo({ page }: Visitor, isIt: (name: string) => boolean): Promise<void> {
  for (let step = 0; step < MOST_TABS; step += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (isIt(name.trim()) && (await isInMain(page))) return;
  }
  throw new Error(`Nothing of that name within ${MOST_TABS} tabs.`);
}

function isInMain(page: Visitor['page']): Promise<boolean> {
  return page.evaluate(() => document.activeElement?.closest('main') !== null);
}
