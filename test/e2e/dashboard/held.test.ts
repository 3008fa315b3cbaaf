import {
  createEnvironment,
  createFlag,
  createProject,
  getFlagState,
  killFlag,
  putFlagConfig,
  restoreFlag,
} from '@slipway/api';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { type DashboardWorld, plantDashboard } from '../../support/dashboard-world.ts';

const project = 'shop';

let world: DashboardWorld;

beforeAll(async () => {
  world = await plantDashboard();
  await world.client.call(createProject, { body: { key: project } });
  const staging = { key: 'staging', name: 'Staging' };
  await world.client.call(createEnvironment, { params: { project }, body: staging });
  for (const key of ['held-base', 'held-cart', 'held-checkout'])
    await world.client.call(createFlag, { params: { project }, body: { key } });
  await serve('held-base');
  await serve('held-cart', 'held-base');
  await serve('held-checkout', 'held-cart');
});

afterAll(async () => {
  await world.close();
});

async function serve(flag: string, ...required: string[]) {
  const params = { project, flag, environment: 'staging' };
  const { body, etag } = await world.client.request(getFlagState, { params });
  const prerequisites = required.map((key) => ({ flag: key, variants: ['on'] }));
  const config = { ...body.config, enabled: true, prerequisites, fallthrough: { variant: 'on' } };
  await world.client.call(putFlagConfig, { params, body: config, ifMatch: etag ?? '' });
}

test('when a flag is killed, those that come to require it are called held, at once and wherever they are shown', async () => {
  const base = { params: { project, flag: 'held-base', environment: 'staging' }, body: {} };
  const [list, flag] = [await world.signIn('owner'), await world.signIn('owner')];
  onTestFailed(async () => {
    await list.picture('failed-held-list');
    await flag.picture('failed-held-flag');
  });
  await list.page.goto(`/projects/${project}/flags?q=held-`);
  const cell = (words: string) =>
    list.page.getByRole('switch', { name: `held-checkout in Staging: ${words}`, exact: true });
  await cell('on for most').waitFor();
  await flag.page.goto(`/projects/${project}/flags/held-checkout?environment=staging`);
  const badge = flag.page.getByRole('region', { name: 'In Staging' }).getByRole('status').first();
  await badge.getByText('on for most').waitFor();

  await world.client.call(killFlag, base);

  await cell('held by held-cart').waitFor();
  await badge.getByText('held by held-cart').waitFor();
  const line = flag.page.getByText('Nobody: held-cart is held by held-base here, everyone gets off.').first();
  await line.waitFor();
  await line.getByRole('link', { name: 'held-cart' }).click();
  await flag.page.getByText('Nobody: held-base is killed here, everyone gets off.').first().waitFor();

  await world.client.call(restoreFlag, base);

  await cell('on for most').waitFor();
  await badge.getByText('on for most').waitFor();
  expect([list.problems, flag.problems]).toEqual([[], []]);
});
