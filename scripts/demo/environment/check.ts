import { type Client, createLink } from '@slipway/api';
import { withSession } from '../../../packages/server/src/platform/db/index.ts';
import { openChromium, type Visitor } from '../../../test/support/chromium.ts';
import { project, switchIn } from '../provision.ts';
import { branchEnvironment } from './branch-environment.ts';
import { bringUp, destroy } from './hosted.ts';
import { countOf, type Installation, left, traces } from './traces.ts';

export interface EnvironmentResult {
  readyMs: number;
  ownData: boolean;
  ownFlags: boolean;
  leaked: number;
}

interface Check {
  client: Client;
  installation: Installation;
  webs: { production: string; staging: string };
  stagingDatabaseUrl: string;
  say: (line: string) => void;
}

const place = { project, environment: branchEnvironment.key };
const email = 'product-owner@academy.example';

/** From two branches to a page in a browser, and back to nothing, verified from outside. */
export async function checkEnvironment(check: Check): Promise<EnvironmentResult & { ok: boolean }> {
  const { client, installation, say } = check;
  const askedAt = performance.now();
  const { run } = await bringUp(client, project, branchEnvironment);
  const readyMs = Math.round(performance.now() - askedAt);
  say(`${place.environment} is ready after ${(readyMs / 1000).toFixed(1)} s: ${run.url}`);
  await switchIn(client, { ...place, flag: 'new-checkout' }, true);
  const link = await client.call(createLink, { params: place, body: { label: 'product owner' } });
  const seen = await visit(check, link.url);
  say(`the share link leads there in a browser: ${seen.course}`);
  const before = await traces(installation, [run.url, link.url]);
  await destroy(client, place);
  const rest = await left(installation, before);
  for (const name of Object.values(rest).flat()) say(`LEFT: ${name}`);
  const leaked = countOf(rest);
  say(
    `destroyed: ${leaked} things are left of ${before.ports.length} ports, ${before.tokens.length} tokens and all else`,
  );
  const holds = {
    'both branches run in it': seen.branches,
    'its data is its own': seen.ownData,
    'its flags are its own': seen.ownFlags,
    'it had processes, ports and a token to leave behind':
      before.ports.length >= 2 && before.tokens.length > 0,
    'nothing is left of it': leaked === 0,
  };
  for (const [claim, held] of Object.entries(holds)) if (!held) say(`NOT TRUE: ${claim}`);
  const { ownData, ownFlags } = seen;
  return { ok: Object.values(holds).every(Boolean), readyMs, ownData, ownFlags, leaked };
}

interface Seen {
  course: string;
  branches: boolean;
  ownData: boolean;
  ownFlags: boolean;
}

/** As somebody without an account, who has nothing but the link. */
async function visit(check: Check, link: string): Promise<Seen> {
  const chromium = await openChromium();
  try {
    const visitor = await chromium.open(new URL(link).origin);
    const course = await openCourse(visitor, link);
    const branches = await shows(visitor, '[data-checkout="2"] [data-refund-days="14"]');
    const ownFlags = await hasOwnFlags(check, visitor, course);
    const ownData = await hasOwnData(check, visitor, course);
    return { course, branches, ownFlags, ownData };
  } finally {
    await chromium.close();
  }
}

async function openCourse({ page }: Visitor, link: string): Promise<string> {
  await page.goto(link);
  await page.locator(`body[data-environment="${place.environment}"]`).waitFor({ timeout: 30_000 });
  const href = await page.locator('[data-course] a').first().getAttribute('href');
  await page.goto(href ?? '/');
  return new URL(page.url()).pathname;
}

async function shows({ page }: Visitor, selector: string): Promise<boolean> {
  return page
    .locator(selector)
    .first()
    .waitFor({ state: 'attached', timeout: 10_000 })
    .then(
      () => true,
      () => false,
    );
}

const feature = 'data-feature="new-checkout"';

/** On here and off in production; then off here too, while staging keeps it. The page that is open follows. */
async function hasOwnFlags({ client, webs }: Check, visitor: Visitor, course: string): Promise<boolean> {
  const isOnHere = await shows(visitor, `[${feature}]`);
  const isOnIn = async (web: string): Promise<boolean> =>
    (await (await fetch(web + course)).text()).includes(feature);
  const isOnInProduction = await isOnIn(webs.production);
  await switchIn(client, { ...place, flag: 'new-checkout' }, false);
  const isGone = await visitor.page
    .locator(`[${feature}]`)
    .waitFor({ state: 'detached', timeout: 10_000 })
    .then(
      () => true,
      () => false,
    );
  const staysInStaging = await isOnIn(webs.staging);
  await switchIn(client, { ...place, flag: 'new-checkout' }, true);
  const isBack = await shows(visitor, `[${feature}]`);
  return isOnHere && !isOnInProduction && isGone && staysInStaging && isBack;
}

/** Signs in and enrols here, which is nowhere in staging's database. */
async function hasOwnData(
  { stagingDatabaseUrl }: Check,
  { page }: Visitor,
  course: string,
): Promise<boolean> {
  await page.goto(`/sign-in?next=${encodeURIComponent(`${course}/enrol`)}`);
  await page.locator('input[name="email"]').first().fill(email);
  await page.locator('input[name="email"]').first().press('Enter');
  await page.getByRole('button', { name: 'Confirm and start' }).click();
  await page.waitForURL(/\/enrolments\//);
  const isHere = (await page.locator('[data-rule="v2"]').count()) > 0;
  const query = 'select count(*)::int as count from users where email = $1';
  const inStaging = await withSession(stagingDatabaseUrl, (session) =>
    session.query<{ count: number }>(query, [email]),
  );
  return isHere && inStaging.rows[0]?.count === 0;
}
