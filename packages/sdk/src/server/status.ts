import { limits } from './limits.ts';
import type { Platform, Timer } from './platform.ts';

export type ProviderState = 'ready' | 'stale' | 'error';

/** Turns what happens to the connection into the provider's state, and reports each change once. */
export interface StatusReporter {
  /** `initialize` has settled; OpenFeature believes `state` now. Before this nothing is reported. */
  open(state: ProviderState): void;
  /** The server sent something valid. */
  connected(): void;
  lost(): void;
  /** The server refused the token. */
  refused(): void;
  stop(): void;
}

export function createStatusReporter(
  platform: Platform,
  hasRuleset: () => boolean,
  report: (state: ProviderState) => void,
): StatusReporter {
  let connection: 'up' | 'fading' | 'down' | 'refused' = 'down';
  let reported: ProviderState | undefined;
  let fading: Timer | undefined;

  function actual(): ProviderState {
    if (connection === 'refused' || !hasRuleset()) return 'error';
    return connection === 'down' ? 'stale' : 'ready';
  }

  function update(): void {
    if (reported === undefined || reported === actual()) return;
    reported = actual();
    report(reported);
  }

  function become(next: typeof connection): void {
    if (next !== 'fading') fading?.cancel();
    connection = next;
    update();
  }

  return {
    open(state) {
      reported = state;
      update();
    },
    connected: () => become('up'),
    refused: () => become('refused'),
    lost() {
      if (connection === 'refused') return become('down');
      if (connection !== 'up') return;
      become('fading');
      fading = platform.setTimer(() => become('down'), limits.staleAfterMs);
    },
    stop() {
      reported = undefined;
      fading?.cancel();
    },
  };
}
