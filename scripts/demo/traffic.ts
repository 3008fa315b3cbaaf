import { setTimeout as sleep } from 'node:timers/promises';
import type { Keeper } from './keeper.ts';
import { simulateUsers, type User } from './users.ts';

const VISIT_EVERY_MS = 250;
const USERS = 2_000;
/** One visit in so many tries to enrol. */
const ENROL_EVERY = 9;

/** Visitors of every copy of academy, one after the other, so that there is something to look at. */
export function sendVisitors(webs: readonly string[], keeper: Keeper): void {
  const stop = new AbortController();
  const over = visitForEver(webs, stop.signal);
  keeper.keep({
    async stop() {
      stop.abort();
      await over;
    },
  });
}

async function visitForEver(webs: readonly string[], stop: AbortSignal): Promise<void> {
  const users = simulateUsers(USERS);
  for (let visit = 0; !stop.aborted; visit += 1) {
    const web = webs[visit % webs.length];
    const user = users[(visit * 7919) % users.length];
    // Academy may be restarting; the next visitor comes anyway.
    if (web && user) await call(web, user, visit, stop).catch(() => {});
    await sleep(VISIT_EVERY_MS, undefined, { signal: stop }).catch(() => {});
  }
}

async function call(web: string, user: User, visit: number, stop: AbortSignal): Promise<void> {
  const headers = { 'x-academy-user': encodeURIComponent(JSON.stringify(user)) };
  const page = await (await fetch(`${web}/`, { headers, signal: stop })).text();
  const courses = [...page.matchAll(/href="(\/courses\/[a-z0-9-]+)"/g)].map(([, path]) => path);
  const course = courses[visit % Math.max(1, courses.length)];
  if (course === undefined) return;
  await (await fetch(`${web}${course}`, { headers, signal: stop })).text();
  if (visit % ENROL_EVERY === 0)
    await fetch(`${web}${course}/enrol`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ promo: '', goal: '' }),
      redirect: 'manual',
      signal: stop,
    });
}
