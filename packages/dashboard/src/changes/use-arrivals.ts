import type { Change } from '@slipway/api';
import { useCallback, useEffect, useState } from 'react';

/** Within this distance from the top one reads the newest anyway. */
const NEAR_TOP_PX = 120;

interface Arrivals {
  /** What is shown: new rows wait while one reads further down. */
  shown: Change[];
  waiting: number;
  /** Shows what waits. */
  show: () => void;
  /** Whether a row has come since the page was opened. */
  isNew: (change: Change) => boolean;
}

/** Newest first; keeps the place of whoever reads below, or has opened a row. */
export function useArrivals(items: readonly Change[], isReading: boolean): Arrivals {
  const newest = numberOf(items[0]);
  const [first, setFirst] = useState<number | null>(null);
  const [held, setHeld] = useState<number | null>(null);
  useEffect(() => {
    if (newest === null) return;
    setFirst((known) => known ?? newest);
    setHeld((known) => (known === null || (!isReading && window.scrollY < NEAR_TOP_PX) ? newest : known));
  }, [newest, isReading]);
  const show = useCallback(() => {
    setHeld(newest);
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    window.scrollTo({ top: 0, behavior: isCalm ? 'auto' : 'smooth' });
  }, [newest]);
  const shown = items.filter((change) => held === null || Number(change.id) <= held);
  return {
    shown,
    waiting: items.length - shown.length,
    show,
    isNew: ({ id }) => first !== null && Number(id) > first,
  };
}

function numberOf(change: Change | undefined): number | null {
  return change ? Number(change.id) : null;
}
