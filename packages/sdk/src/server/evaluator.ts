import type { Logger } from '@openfeature/server-sdk';
import type { Context, ErrorCode, Ruleset } from '@slipway/engine';
import { createBoundaryTimer } from './boundary-timer.ts';
import { changedFlags } from './changed-flags.ts';
import { createForceOff } from './force-off.ts';
import { type LoadedRuleset, loadRuleset, type Served } from './loaded-ruleset.ts';
import type { Platform } from './platform.ts';
import { createServerClock, type ServerClock } from './server-clock.ts';

/** Answers from the installed ruleset, by the server's clock, with what is forced off here. */
export interface Evaluator {
  readonly clock: ServerClock;
  loaded(): LoadedRuleset | undefined;
  serve(flagKey: string, context: Context): Served | ErrorCode | undefined;
  /** Throws when the ruleset cannot be compiled; then the one before stays. */
  install(ruleset: Ruleset): void;
  /** Server time of the last contact, of this process or of the one whose memory it has; null = never. */
  lastContactAt(): number | null;
  contact(serverNow: number): void;
  /** An earlier process had contact at `instant`; ignored once this one has had its own. */
  recallContact(instant: number): void;
  /** After a contact has taken effect. */
  settle(): void;
  start(): Promise<void>;
  stop(): void;
}

/** `onChanged` hears which flags may answer differently: by a new ruleset, a boundary or a forced flag. */
export function createEvaluator(
  platform: Platform,
  logger: Logger,
  onChanged: (flags: string[]) => void,
): Evaluator {
  const clock = createServerClock(platform);
  const boundaries = createBoundaryTimer(platform, clock, onChanged);
  const forceOff = createForceOff(platform, logger, reinstall);
  let source: Ruleset | undefined;
  let loaded: LoadedRuleset | undefined;
  let lastContactAt: number | null = null;
  let hasContact = false;

  function install(ruleset: Ruleset): void {
    const before = loaded?.ruleset;
    loaded = loadRuleset(ruleset, { forcedOff: forceOff.flags(), lastContactAt, now: clock.now() });
    source = ruleset;
    forceOff.check(ruleset);
    const due = boundaries.watch(loaded.ruleset);
    onChanged([...new Set([...changedFlags(before, loaded.ruleset), ...due])].sort());
  }

  function reinstall(): void {
    if (source !== undefined) install(source);
  }

  return {
    clock,
    install,
    loaded: () => loaded,
    serve: (flagKey, context) => loaded?.serve(flagKey, context, clock.now()),
    lastContactAt: () => lastContactAt,
    contact(serverNow) {
      clock.anchor(serverNow);
      hasContact = true;
      lastContactAt = clock.now();
    },
    recallContact(instant) {
      if (hasContact) return;
      lastContactAt = Math.max(lastContactAt ?? instant, instant);
      clock.notBefore(instant);
    },
    settle() {
      if (loaded?.missesStarts) reinstall();
      boundaries.recheck();
    },
    start: forceOff.start,
    stop() {
      forceOff.stop();
      boundaries.stop();
    },
  };
}
