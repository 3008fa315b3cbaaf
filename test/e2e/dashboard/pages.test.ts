import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Visitor } from '../../support/chromium.ts';
import { type DashboardWorld, plantDashboard, type Who } from '../../support/dashboard-world.ts';
import { looks, overflow, settled, violations } from '../../support/page-checks.ts';
import { prepareStory, tellStory } from '../../support/story.ts';

const here = '/projects/academy';
/** Every page, and what says that it is there. */
const pages = [
  { name: 'home', path: here, heading: 'Home' },
  { name: 'flags', path: `${here}/flags`, heading: 'Flags' },
  { name: 'flag-targeting', path: `${here}/flags/new-checkout`, heading: 'New checkout' },
  { name: 'flag-environments', path: `${here}/flags/new-checkout?tab=environments`, heading: 'New checkout' },
  { name: 'flag-history', path: `${here}/flags/new-checkout?tab=history`, heading: 'New checkout' },
  { name: 'flag-health', path: `${here}/flags/new-checkout?tab=health`, heading: 'New checkout' },
  { name: 'flag-settings', path: `${here}/flags/new-checkout?tab=settings`, heading: 'New checkout' },
  { name: 'segments', path: `${here}/segments`, heading: 'Segments' },
  { name: 'segment', path: `${here}/segments/beta-learners`, heading: 'Beta learners' },
  { name: 'environments', path: `${here}/environments`, heading: 'Environments' },
  { name: 'create-environment', path: `${here}/create-environment`, heading: 'Create environment' },
  { name: 'environment', path: `${here}/environments/checkout-review`, heading: 'Checkout review' },
  { name: 'explain', path: `${here}/explain?flag=new-checkout`, heading: 'Explain' },
  { name: 'changes', path: `${here}/changes`, heading: 'Changes' },
  { name: 'approvals', path: `${here}/approvals`, heading: 'Approvals' },
  { name: 'proposal', path: `${here}/approvals/1`, heading: /./ },
  { name: 'on-call', path: `${here}/on-call`, heading: 'On call' },
  { name: 'settings-members', path: `${here}/settings`, heading: 'Settings' },
  { name: 'settings-tokens', path: `${here}/settings?tab=tokens`, heading: 'Settings' },
  { name: 'settings-services', path: `${here}/settings?tab=services`, heading: 'Settings' },
  { name: 'settings-blueprints', path: `${here}/settings?tab=blueprints`, heading: 'Settings' },
  { name: 'settings-variables', path: `${here}/settings?tab=variables`, heading: 'Settings' },
  { name: 'settings-project', path: `${here}/settings?tab=project`, heading: 'Settings' },
  { name: 'projects', path: '/projects', heading: 'Projects' },
  { name: 'account', path: '/account', heading: 'Account' },
  { name: 'people', path: '/people', heading: 'People' },
  { name: 'sign-in', path: '/sign-in', heading: 'Sign in', who: null },
  {
    name: 'invitation',
    path: '/invitation#secret-secret-secret',
    heading: 'Accept your invitation',
    who: null,
  },
  {
    name: 'password-reset',
    path: '/password-reset#secret-secret-secret',
    heading: 'Set a new password',
    who: null,
  },
] as const satisfies { name: string; path: string; heading: string | RegExp; who?: Who | null }[];

let world: DashboardWorld;

beforeAll(async () => {
  world = await plantDashboard(prepareStory);
  await tellStory(world);
});

afterAll(async () => {
  await world.close();
});

describe.each(looks)('on a $look screen', ({ look, ...options }) => {
  let somebody: Visitor;
  let nobody: Visitor;

  beforeAll(async () => {
    somebody = await world.signIn('owner', options);
    nobody = await world.chromium.open(world.server.url, options);
  });

  test.each(pages)('the page $name fits, fails nothing and can be used by everybody', async (wanted) => {
    const { page, problems, picture } = 'who' in wanted ? nobody : somebody;
    problems.length = 0;

    await page.goto(wanted.path);
    await page.getByRole('heading', { level: 1, name: wanted.heading }).waitFor();
    await settled(page);
    await picture(`${wanted.name}-${look}`);

    expect({ problems, violations: await violations(page), overflow: await overflow(page) }).toEqual({
      problems: [],
      violations: [],
      overflow: 0,
    });
  });
});
