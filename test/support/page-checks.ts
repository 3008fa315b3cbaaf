import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Screens that every page is looked at on. */
export const looks = [
  { look: 'desktop', viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  { look: 'phone', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { look: 'dark', viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
] as const;

/** Nothing is loading any more, and nothing moves. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('[aria-busy="true"]') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
}

/** How far the page can be scrolled sideways, in px. */
export function overflow(page: Page): Promise<number> {
  return page
    .evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    .then((px) => Math.max(0, px));
}

/** What keeps somebody from using the page, by rule and element. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe comes as a script.
    const { violations: found } = await (window as any).axe.run(document);
    return found.map(
      ({ id, nodes }: { id: string; nodes: { target: string[]; failureSummary: string }[] }) =>
        `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
}
