import type { KeyboardEvent } from 'react';

type Step = (at: number, last: number, page: number) => number;

const steps: Record<string, Step> = {
  ArrowDown: (at) => at + 1,
  j: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  k: (at) => at - 1,
  Home: () => 0,
  End: (_at, last) => last,
  PageDown: (at, _last, page) => at + page,
  PageUp: (at, _last, page) => at - page,
};

/** Where a key leads from row `at`; null = it leads nowhere. */
export function moveIn(key: string, at: number, count: number, page: number): number | null {
  const step = steps[key];
  if (!step || count === 0) return null;
  return Math.max(0, Math.min(step(at, count - 1, page), count - 1));
}

/** Left and right go from control to control of a row, starting at the row itself. */
export function moveWithin({ key, target }: KeyboardEvent): boolean {
  if ((key !== 'ArrowLeft' && key !== 'ArrowRight') || !(target instanceof HTMLElement)) return false;
  const row = target.closest<HTMLElement>('[data-key]');
  if (!row) return false;
  const stops = [row, ...row.querySelectorAll<HTMLElement>('a, button, [tabindex="0"]')];
  const at = stops.indexOf(target) + (key === 'ArrowRight' ? 1 : -1);
  stops[Math.max(0, Math.min(at, stops.length - 1))]?.focus();
  return true;
}
