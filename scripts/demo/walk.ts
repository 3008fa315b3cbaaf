import { type Client, type FlagConfig, killFlag } from '@slipway/api';
import { configure, project } from './provision.ts';
import { isInternal, type User } from './users.ts';
import { sees, whoSees } from './visits.ts';

const flag = 'course-recommendations';
const internalOn = {
  id: 'internal-first',
  conditions: [{ segment: 'internal' }],
  serve: { variant: 'on' },
};

export interface WalkResult {
  ok: boolean;
  internalOnly: boolean;
  share10: number;
  killMs: number;
}

interface Walk {
  client: Client;
  /** Where production's academy answers. */
  web: string;
  /** Where one is signed in to the dashboard. */
  door: string;
  users: User[];
  say: (line: string) => void;
}

/** Dark → internal → 10 % → kill in production, verified by what users are served. */
export async function walk({ client, web, door, users, say }: Walk): Promise<WalkResult> {
  const internal = users.filter(isInternal);
  const others = users.filter((user) => !isInternal(user));
  const produced = (edit: (config: FlagConfig) => FlagConfig, reason: string) =>
    configure(client, flag, 'production', edit, reason);

  const dark = await whoSees(web, users);
  say(`deployed and off: ${dark.size} of ${users.length} users see the feature`);

  await produced(internalConfig, 'Internal users first.');
  await until('an internal user sees the feature', () => sees(web, first(internal)));
  const early = await whoSees(web, users);
  const internalOnly = early.size === internal.length && internal.every((user) => early.has(user.id));
  say(`internal only: ${early.size} users see it, ${internal.length} are internal`);

  await produced(tenPercentConfig, 'Ten per cent of everyone.');
  const lucky = await firstToSee(web, others);
  const exposed = await whoSees(web, users);
  const share10 = round(others.filter((user) => exposed.has(user.id)).length / others.length, 4);
  const isSticky = await staysFor(web, users, exposed);
  const keepsInternal = internal.every((user) => exposed.has(user.id));
  say(`10 %: ${(share10 * 100).toFixed(2)} % of the others see it`);

  const killMs = await killAndWatch(client, web, [lucky, ...internal.slice(0, 3)]);
  const after = await whoSees(web, users);
  say(`kill: gone for users ${killMs} ms after the call; ${after.size} of ${users.length} see it`);

  const holds = {
    'the demo ends at the dashboard, signed in': await leadsToDashboard(door),
    'nobody saw it while it was off': dark.size === 0,
    'exactly the internal users saw it first': internalOnly,
    'about a tenth of the others saw it at 10 %': Math.abs(share10 - 0.1) < tolerance(others.length),
    'everybody kept what they had on a second visit': isSticky && keepsInternal,
    'nobody saw it after the kill': after.size === 0,
    'the kill took less than a second': killMs < 1000,
  };
  for (const [claim, held] of Object.entries(holds)) if (!held) say(`NOT TRUE: ${claim}`);
  return { ok: Object.values(holds).every(Boolean), internalOnly, share10, killMs };
}

/** Follows the door as a browser would: a cookie, then the application’s page, and the API knows who it is. */
async function leadsToDashboard(door: string): Promise<boolean> {
  const answer = await fetch(door, { redirect: 'manual' });
  const location = answer.headers.get('location');
  if (answer.status !== 302 || location === null) return false;
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const page = await fetch(location, { headers: { cookie, accept: 'text/html' } });
  const me = await fetch(new URL('/api/v1/me', location), { headers: { cookie } });
  return page.ok && (await page.text()).includes('<div id="root">') && me.ok;
}

function internalConfig(config: FlagConfig): FlagConfig {
  return { ...config, enabled: true, rules: [internalOn], fallthrough: { variant: 'off' } };
}

function tenPercentConfig(config: FlagConfig): FlagConfig {
  const weights: [string, number][] = [
    ['on', 10_000],
    ['off', 90_000],
  ];
  const split = { by: 'targetingKey', salt: flag, algorithm: 1 as const, weights };
  return { ...config, enabled: true, rules: [internalOn], fallthrough: { split } };
}

/** Kills while users keep reloading; answers when the last page that still had the feature arrived, in ms. */
async function killAndWatch(client: Client, web: string, watchers: User[]): Promise<number> {
  let lastSeenAt = 0;
  let isOver = false;
  const reload = async (user: User): Promise<void> => {
    while (!isOver) if (await sees(web, user)) lastSeenAt = performance.now();
  };
  const reloading = watchers.map(reload);
  await until('somebody sees the feature before the kill', async () => lastSeenAt > 0);
  const killedAt = performance.now();
  await client.call(killFlag, {
    params: { project, flag, environment: 'production' },
    body: { reason: 'The walk ends here.' },
  });
  const isGone = until('the feature is gone for a while', async () => {
    return performance.now() - Math.max(lastSeenAt, killedAt) > 1500;
  });
  await Promise.race([isGone, ...reloading]).finally(() => {
    isOver = true;
  });
  await Promise.all(reloading);
  return Math.max(0, Math.round(lastSeenAt - killedAt));
}

async function firstToSee(web: string, users: User[]): Promise<User> {
  let found: User | undefined;
  await until('one of the first hundred others sees the feature at 10 %', async () => {
    const seen = await whoSees(web, users.slice(0, 100));
    found = users.find((user) => seen.has(user.id));
    return found !== undefined;
  });
  if (!found) throw new Error('Nobody saw the feature.');
  return found;
}

async function staysFor(web: string, users: User[], exposed: Set<string>): Promise<boolean> {
  const sample = users.slice(0, 500);
  const again = await whoSees(web, sample);
  return sample.every((user) => again.has(user.id) === exposed.has(user.id));
}

/** Four standard deviations of a tenth among `count` users. */
function tolerance(count: number): number {
  return 4 * Math.sqrt((0.1 * 0.9) / count);
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const limitMs = 10_000;
  const deadline = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Not within ${limitMs / 1000} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('There is nobody to look at.');
  return item;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
