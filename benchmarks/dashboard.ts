// `npm run bench:dashboard -- --json`: how long the list of 2,000 flags takes to answer a person, in the npm-shipped
// Chromium, from the built dashboard (`npm run build`).
import { parseArgs } from 'node:util';
import { type Client, setUp } from '@slipway/api';
import type { Page } from 'playwright-core';
import { openChromium } from '../test/support/chromium.ts';
import { flags, plant, project, startServer } from './shared/large-project.ts';
import { writeResult } from './shared/result-file.ts';

const person = { email: 'bench@slipway.example', name: 'Bench', password: 'correct horse battery' };
/** Typed and deleted: every key changes what is found. */
const searches = ['1999', '0123', '177'];
const kinds = ['release', 'experiment', 'operational', 'permission'] as const;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});

const server = await startServer();
const chromium = await openChromium();
try {
  await prepare(server.client);
  const { page } = await chromium.open(server.url);
  const result = await measure(page, server.url);
  if (options.write) await write(result);
  console.log(options.json ? JSON.stringify(result) : rowsOf(result).join('\n'));
} finally {
  await chromium.close();
  await server.stop();
}

async function prepare(client: Client): Promise<void> {
  await client.call(setUp, { body: person });
  const environments = ['production', 'staging', 'testing'].map((key) => ({ key }));
  await plant(client, environments, (n) => ({
    key: `team-${n % 23}.feature-${String(n).padStart(4, '0')}`,
    name: `Feature ${n}`,
    kind: kinds[n % kinds.length],
    tags: [`team-${n % 23}`, n % 3 === 0 ? 'api' : 'web'],
    owner: `Team ${n % 23}`,
  }));
}

async function measure(page: Page, url: string) {
  await page.request.post('/api/v1/session', {
    data: { email: person.email, password: person.password },
    headers: { origin: new URL(url).origin },
  });
  // Once to have the files; the second visit is what somebody has who comes back.
  await open(page);
  const opened = await open(page);
  await page.evaluate(installKeyTimer);
  return {
    flags,
    ...opened,
    ...(await typingWithCpu(page)),
    moving: spread(await moving(page)),
    switching: spread(await switching(page)),
    scrolling: await page.evaluate(scroll),
  };
}

async function open(page: Page): Promise<{ firstRowsMs: number; allRowsMs: number }> {
  await page.goto(`/projects/${project}/flags`, { waitUntil: 'commit' });
  const since = () => page.evaluate(() => performance.now());
  await page.waitForSelector('[data-key]');
  const firstRowsMs = Math.round(await since());
  await page.waitForSelector(`[role=grid][aria-rowcount="${flags + 1}"]`);
  return { firstRowsMs, allRowsMs: Math.round(await since()) };
}

interface KeyTimer {
  /** Begins with the next key or click; ends when what `look` names has changed and been painted. */
  until(look: 'found' | 'focus' | 'switch'): Promise<number>;
}

/** Runs in the page. */
function installKeyTimer(): void {
  const looks = {
    found: () => document.querySelector('#content [role=status]')?.textContent ?? '',
    focus: () => document.activeElement?.getAttribute('data-key') ?? '',
    switch: () => document.querySelector('[data-environment=staging]')?.getAttribute('aria-checked') ?? '',
  };
  const timer: KeyTimer = {
    until(look) {
      const before = looks[look]();
      return new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`Nothing changed: ${look}.`)), 10_000);
        const begin = (event: Event): void => {
          removeEventListener('keydown', begin, true);
          removeEventListener('pointerdown', begin, true);
          const wait = (): void => {
            if (looks[look]() === before) return void requestAnimationFrame(wait);
            // A message comes after the frame that was being made.
            const channel = new MessageChannel();
            channel.port1.onmessage = () => resolve(performance.now() - event.timeStamp);
            channel.port2.postMessage(null);
          };
          requestAnimationFrame(wait);
        };
        addEventListener('keydown', begin, true);
        addEventListener('pointerdown', begin, true);
      });
    },
  };
  Object.assign(globalThis, { keyTimer: timer });
}

async function timed(
  page: Page,
  look: 'found' | 'focus' | 'switch',
  act: () => Promise<void>,
): Promise<number> {
  const painted = page.evaluate(
    (what) => (globalThis as unknown as { keyTimer: KeyTimer }).keyTimer.until(what),
    look,
  );
  // The timer has to listen before the key comes.
  await page.evaluate(() => null);
  await act();
  return painted;
}

async function typing(page: Page): Promise<number[]> {
  const times: number[] = [];
  await page.locator('[data-page-search]').focus();
  for (const search of searches) {
    for (const key of search) times.push(await timed(page, 'found', () => page.keyboard.press(key)));
    for (const _ of search) times.push(await timed(page, 'found', () => page.keyboard.press('Backspace')));
  }
  return times;
}

/** A busy machine makes waits longer, not the work that a key takes: that of the page’s main thread. */
async function typingWithCpu(page: Page): Promise<{ typing: Spread; cpuPerKeyMs: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
  const before = await worked();
  const times = await typing(page);
  const cpuPerKeyMs = Math.round((await worked()) - before) / times.length;
  await session.detach();
  return { typing: spread(times), cpuPerKeyMs: Math.round(cpuPerKeyMs) };
}

async function moving(page: Page): Promise<number[]> {
  const times: number[] = [];
  await page.locator('[data-key]').first().focus();
  for (let step = 0; step < 30; step += 1)
    times.push(await timed(page, 'focus', () => page.keyboard.press('j')));
  times.push(await timed(page, 'focus', () => page.keyboard.press('End')));
  times.push(await timed(page, 'focus', () => page.keyboard.press('Home')));
  return times;
}

async function switching(page: Page): Promise<number[]> {
  const times: number[] = [];
  const control = page.locator('[data-environment=staging]').first();
  for (let turn = 0; turn < 6; turn += 1) {
    const isRead = page.waitForResponse(/flag-overview\?.*flags=/);
    times.push(await timed(page, 'switch', () => control.click()));
    await isRead;
  }
  return times;
}

/** Runs in the page: two screens a frame, faster than a hand, and looks whether rows are missing. */
async function scroll(): Promise<{ frames: number; blankFrames: number; worstFrameMs: number }> {
  const painted = (): Promise<number> =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      }),
    );
  const rowAt = (y: number): boolean =>
    document.elementFromPoint(innerWidth * 0.6, y)?.closest('[data-key]') !== null;
  let blankFrames = 0;
  let worstFrameMs = 0;
  const frames = 100;
  scrollTo(0, 400);
  let last = await painted();
  for (let frame = 0; frame < frames; frame += 1) {
    scrollBy(0, (frame < frames / 2 ? 2 : -2) * (innerHeight - 100));
    const now = await painted();
    if (![0.3, 0.5, 0.7, 0.9].every((part) => rowAt(innerHeight * part))) blankFrames += 1;
    worstFrameMs = Math.max(worstFrameMs, now - last);
    last = now;
  }
  return { frames, blankFrames, worstFrameMs: Math.round(worstFrameMs) };
}

interface Spread {
  medianMs: number;
  p95Ms: number;
  worstMs: number;
}

function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
  return { medianMs: at(0.5), p95Ms: at(0.95), worstMs: at(1) };
}

type Result = Awaited<ReturnType<typeof measure>>;

function rowsOf({
  firstRowsMs,
  allRowsMs,
  typing,
  cpuPerKeyMs,
  moving,
  switching,
  scrolling,
}: Result): string[] {
  const row = (what: string, { medianMs, p95Ms, worstMs }: Spread): string =>
    `| ${what} | ${medianMs} ms, p95 ${p95Ms} ms, at worst ${worstMs} ms |`;
  return [
    `| list opened again: first rows, all ${flags} flags | ${firstRowsMs} ms, ${allRowsMs} ms |`,
    row('a key typed into the search → what was found is painted', typing),
    `| of that, work of the page’s main thread, on average | ${cpuPerKeyMs} ms |`,
    row('`j`, End, Home → the row has the focus', moving),
    row('a switch clicked → it has turned', switching),
    `| scrolled by two screens a frame, ${scrolling.frames} frames | ${scrolling.blankFrames} with a row missing, longest frame ${scrolling.worstFrameMs} ms |`,
  ];
}

async function write(result: Result): Promise<void> {
  await writeResult('dashboard', {
    title: 'The dashboard',
    conditions: `Slipway, embedded PostgreSQL and headless Chromium share the machine; ${flags} flags in three environments.`,
    table: ['| | |', '|---|---:|', ...rowsOf(result)],
  });
}
