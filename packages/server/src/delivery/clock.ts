/** The database's clock, read without asking it. */
export interface DatabaseClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Asks and takes note: `ask` answers the database's present instant. */
  follow<T>(ask: () => Promise<T>, instantOf: (answer: T) => number): Promise<T>;
}

export interface ClockSource {
  /** Milliseconds that never jump. Default `performance.now`. */
  monotonic?: () => number;
  /** Used until the database has been asked. Default `Date.now`. */
  wall?: () => number;
}

/** A worse measurement replaces a better one after so long, so that drift does not add up. */
const TRUSTED_MS = 60_000;

/**
 * Clients anchor their clocks here, so replicas whose own clocks differ still agree. The offset comes from the answer
 * that was quickest, taken to be half-way.
 */
export function createDatabaseClock({
  monotonic = () => performance.now(),
  wall = Date.now,
}: ClockSource = {}): DatabaseClock {
  let best = { offsetMs: wall() - monotonic(), roundTripMs: Number.POSITIVE_INFINITY, at: monotonic() };
  return {
    now: () => Math.round(monotonic() + best.offsetMs),
    async follow(ask, instantOf) {
      const askedAt = monotonic();
      const answer = await ask();
      const answeredAt = monotonic();
      const roundTripMs = answeredAt - askedAt;
      if (roundTripMs <= best.roundTripMs || answeredAt - best.at > TRUSTED_MS)
        best = { offsetMs: instantOf(answer) - (askedAt + answeredAt) / 2, roundTripMs, at: answeredAt };
      return answer;
    },
  };
}

/** A clock that somebody else sets. */
export function givenClock(now: () => number): DatabaseClock {
  return { now, follow: (ask) => ask() };
}
