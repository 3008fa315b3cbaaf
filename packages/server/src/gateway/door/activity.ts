import type { Seen } from '../messages.ts';

/** Who looks at which environment: with an open request, or lately. */
export interface Activity {
  /** Somebody begins a request; call the answer when it ends. */
  begin(hostedId: number, visitor: string): () => void;
  /** What has changed since the last time, or has to be said again. */
  report(): Seen[];
}

const LATELY_MS = 60_000;
/** A connection that stays open says so every so often. */
const REPEAT_MS = 10_000;

interface Looking {
  open: Map<string, number>;
  lastAt: Map<string, number>;
  said: { viewers: number; lastAt: number; at: number };
}

export function createActivity(now: () => number = Date.now): Activity {
  const looking = new Map<number, Looking>();

  const seenOf = (hostedId: number, one: Looking): Seen | undefined => {
    const at = now();
    for (const [visitor, last] of one.lastAt)
      if (at - last > LATELY_MS && !one.open.has(visitor)) one.lastAt.delete(visitor);
    const viewers = one.lastAt.size;
    const lastAt = one.open.size > 0 ? at : Math.max(0, ...one.lastAt.values());
    const isNews = viewers !== one.said.viewers || lastAt > one.said.lastAt + REPEAT_MS;
    if (!isNews) return undefined;
    one.said = { viewers, lastAt: Math.max(lastAt, one.said.lastAt), at };
    return { hostedId, viewers, lastAt: one.said.lastAt };
  };

  return {
    begin(hostedId, visitor) {
      const one = looking.get(hostedId) ?? {
        open: new Map(),
        lastAt: new Map(),
        said: { viewers: 0, lastAt: 0, at: 0 },
      };
      looking.set(hostedId, one);
      one.open.set(visitor, (one.open.get(visitor) ?? 0) + 1);
      one.lastAt.set(visitor, now());
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        one.lastAt.set(visitor, now());
        const left = (one.open.get(visitor) ?? 1) - 1;
        if (left > 0) one.open.set(visitor, left);
        else one.open.delete(visitor);
      };
    },

    report() {
      const seen: Seen[] = [];
      for (const [hostedId, one] of looking) {
        const news = seenOf(hostedId, one);
        if (news) seen.push(news);
        if (one.lastAt.size === 0) looking.delete(hostedId);
      }
      return seen;
    },
  };
}
