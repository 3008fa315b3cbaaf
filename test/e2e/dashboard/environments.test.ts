import { setUp } from '@slipway/api';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { type Chromium, openChromium, type Visitor } from '../../support/chromium.ts';
import { createHostedWorld, type HostedWorld, serviceText } from '../../support/hosted.ts';
import { looks, overflow, settled, violations } from '../../support/page-checks.ts';

const owner = { email: 'owner@slipway.example', name: 'Owner', password: 'correct horse battery' };
const here = '/projects/shop';
/** The embedded server of databases is started and the seed made first. */
const COMES_UP_MS = 60_000;

let world: HostedWorld;
let chromium: Chromium;

beforeAll(async () => {
  [world, chromium] = await Promise.all([createHostedWorld(), openChromium()]);
  for (const repository of [world.web, world.api]) {
    await repository.branch('feature/price');
    await repository.commit({ 'main.mjs': serviceText('price') });
    repository.switchTo('main');
  }
  await world.client().call(setUp, { body: owner });
}, 120_000);

afterAll(async () => {
  await chromium.close();
  await world.end();
});

async function signIn(options: Parameters<Chromium['open']>[1] = {}): Promise<Visitor> {
  const { url } = world.server();
  const visitor = await chromium.open(url, options);
  const { email, password } = owner;
  const data = { email, password };
  const answer = await visitor.page.request.post('/api/v1/session', { data, headers: { origin: url } });
  if (!answer.ok()) throw new Error(`The owner cannot sign in: ${await answer.text()}`);
  return visitor;
}

describe('given branches in two repositories', () => {
  test('somebody who has never seen it has a running copy of them', async () => {
    const { page, problems, picture, close } = await signIn();
    onTestFailed(() => picture('failed-create-environment'));
    await world.close('migrate');

    await page.goto(`${here}/environments`);
    await page.getByRole('button', { name: 'Create environment' }).click();
    await page.getByRole('combobox', { name: 'Same branch everywhere' }).fill('price');
    await page.getByRole('option', { name: /feature\/price/ }).click();
    await page.getByText('Found in').waitFor();
    await page.getByRole('region', { name: 'Plan' }).getByText('same branch').first().waitFor();
    expect(await page.getByRole('textbox', { name: 'Key' }).inputValue()).toBe('price');
    await page.getByRole('button', { name: 'Create environment' }).click();

    const steps = page.getByRole('list', { name: 'Steps' });
    page.setDefaultTimeout(COMES_UP_MS);
    await steps.getByText('Migrate').waitFor();
    await picture('environment-coming-up');
    await world.open('migrate');
    await steps.getByText('Ready').waitFor();
    expect(await world.ask('price', 'web', '/version')).toMatchObject({ version: 'price' });
    expect(problems).toEqual([]);
    await close();
  }, 120_000);

  test('its logs are followed and searched', async () => {
    const { page, close } = await signIn();

    await page.goto(`${here}/environments/price?tab=logs`);
    await page.getByRole('log').getByText('listening').first().waitFor();
    await page.getByRole('textbox', { name: 'Search in the log' }).fill('no such line');

    await page.getByText('No line has that.').waitFor();
    await close();
  });

  test('a share link is made, copied and revoked', async () => {
    const { page, close } = await signIn();

    await page.goto(`${here}/environments/price?tab=links`);
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.getByLabel('For whom').fill('Marketing');
    await page.getByRole('dialog').getByRole('button', { name: 'Create link' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke the link Marketing' }).click();

    await page.getByText('revoked').waitFor();
    await close();
  });

  describe.each(looks)('on a $look screen', ({ look, ...options }) => {
    let visitor: Visitor;

    beforeAll(async () => {
      visitor = await signIn(options);
    });

    test.each([
      ['environments-hosted', `${here}/environments`],
      ['create-environment-form', `${here}/create-environment`],
      ['environment-overview', `${here}/environments/price`],
      ['environment-data', `${here}/environments/price?tab=data`],
      ['environment-logs', `${here}/environments/price?tab=logs`],
      ['environment-links', `${here}/environments/price?tab=links`],
      ['environment-settings', `${here}/environments/price?tab=settings`],
      ['services', `${here}/settings?tab=services`],
      ['blueprints', `${here}/settings?tab=blueprints`],
      ['variables', `${here}/settings?tab=variables`],
    ])('the page %s fits, fails nothing and can be used by everybody', async (name, path) => {
      const { page, problems, picture } = visitor;
      problems.length = 0;

      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
      await picture(`${name}-${look}`);

      expect({ problems, violations: await violations(page), overflow: await overflow(page) }).toEqual({
        problems: [],
        violations: [],
        overflow: 0,
      });
    });
  });

  test('it is put to sleep, woken and destroyed', async () => {
    const { page, picture, close } = await signIn();
    page.setDefaultTimeout(COMES_UP_MS);
    onTestFailed(() => picture('failed-environment-life'));
    const act = async (name: string | RegExp): Promise<void> => {
      await page.getByRole('button', { name: 'Actions of price' }).click();
      await page.getByRole('menuitem', { name }).click();
    };

    await page.goto(`${here}/environments`);
    await act('Put to sleep');
    await page.getByText('sleeping, stopped').waitFor();
    await act('Wake');
    await page.getByRole('listitem').getByText('ready', { exact: true }).waitFor();
    await act(/Destroy/);
    await page.getByRole('dialog').getByRole('button', { name: 'Destroy environment' }).click();

    await page.getByRole('button', { name: 'Actions of price' }).waitFor({ state: 'detached' });
    await close();
  }, 120_000);
});
