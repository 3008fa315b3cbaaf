import type { TrackingEventDetails } from '@openfeature/server-sdk';
import type { Context, ErrorCode, Ruleset } from '@slipway/engine';
import { messageOf } from './call.ts';
import { createDelivery } from './delivery.ts';
import { digest } from './digest.ts';
import { createEvaluator } from './evaluator.ts';
import type { CachedRuleset } from './file-cache.ts';
import { createHeldRuleset, isSameHome } from './held-ruleset.ts';
import { describeFailure, type Failure } from './http.ts';
import type { Served } from './loaded-ruleset.ts';
import { createMemory } from './memory.ts';
import { createOpening } from './opening.ts';
import type { Settings } from './options.ts';
import { createStatusReporter, type ProviderState } from './status.ts';
import { createOutbox } from './telemetry/outbox.ts';
import { createTelemetry, noTelemetry, type Telemetry } from './telemetry/telemetry.ts';

/** What a provider tells OpenFeature about. */
export interface SessionListener {
  onState(state: ProviderState): void;
  onFlagsChanged(flags: string[]): void;
}

/** One run of a provider, from `initialize` to `onClose`. */
export interface Session {
  /** Resolves with undefined once flags can be answered, or with why they cannot; never later than `initTimeoutMs`. */
  readonly opened: Promise<string | undefined>;
  serve(flagKey: string, context: Context): Served | ErrorCode | undefined;
  record(served: Served, context: Context): void;
  track(name: string, context: Context, details: TrackingEventDetails): void;
  /** The ruleset in use, as the server sent it. */
  current(): Ruleset | undefined;
  /** What the server last confirmed, for a later session. */
  confirmed(): CachedRuleset | undefined;
  close(): Promise<void>;
}

function openTelemetry(settings: Settings, now: () => number): Telemetry {
  if (!settings.telemetry) return noTelemetry;
  const { platform, logger } = settings;
  const outbox = createOutbox(platform, settings, logger);
  return createTelemetry({ platform, outbox, identity: settings, logger, now });
}

/** `remembered` is what an earlier session of the same provider had confirmed. */
export function startSession(
  settings: Settings,
  remembered: CachedRuleset | undefined,
  listener: SessionListener,
): Session {
  const { platform, logger } = settings;
  let isOpen = false;
  let isClosed = false;

  const evaluator = createEvaluator(platform, logger, (flags) => {
    if (isOpen && flags.length > 0) listener.onFlagsChanged(flags);
  });
  const { clock } = evaluator;
  const held = createHeldRuleset(digest, evaluator.install);
  const hasRuleset = (): boolean => held.current() !== undefined;
  const memory = createMemory(settings);
  const opening = createOpening(platform, settings.initTimeoutMs, hasRuleset);
  const status = createStatusReporter(platform, hasRuleset, listener.onState);
  const telemetry = openTelemetry(settings, clock.now);
  const delivery = createDelivery(
    platform,
    settings,
    held,
    { onContact: evaluator.contact, onSettled, onLost },
    logger,
  );
  let confirmed: CachedRuleset | undefined;

  /** The server has just said that the held ruleset is current, or replaced it. */
  function onSettled(): void {
    const ruleset = held.current();
    const lastContactAt = evaluator.lastContactAt();
    if (ruleset === undefined || lastContactAt === null) return;
    if (ruleset !== confirmed?.ruleset) telemetry.applied(ruleset, lastContactAt);
    confirmed = { ruleset, lastContactAt };
    evaluator.settle();
    memory.keep(confirmed);
    status.connected();
    opening.fresh();
  }

  function onLost(failure: Failure): void {
    const isRefusal = failure.kind === 'unauthorized';
    if (isRefusal) status.refused();
    else status.lost();
    opening.failed(describeFailure(failure), isRefusal);
  }

  /** Only the server knows what environment the token is for; memory never replaces another environment's ruleset. */
  function isElsewhere(ruleset: Ruleset): boolean {
    const current = held.current();
    if (current === undefined || isSameHome(current, ruleset)) return false;
    const { project, environment } = ruleset;
    logger.warn(
      `Slipway ignores what it remembers of ${project}/${environment}: another environment is in use.`,
    );
    return true;
  }

  function offerRemembered({ ruleset, lastContactAt }: CachedRuleset): void {
    if (isElsewhere(ruleset)) return;
    evaluator.recallContact(lastContactAt);
    held.offer(ruleset);
  }

  async function recall(): Promise<void> {
    await evaluator.start();
    if (remembered !== undefined) offerRemembered(remembered);
    const bootstrap = memory.bootstrap();
    if (bootstrap !== undefined && !isElsewhere(bootstrap)) held.offerTrusted(bootstrap);
    const cached = await memory.recall();
    if (cached !== undefined && !isClosed) offerRemembered(cached);
    evaluator.settle();
  }

  async function open(): Promise<string | undefined> {
    const problem = await opening.outcome;
    if (isClosed) return problem;
    // OpenFeature sets its own state after this promise; what contradicts it must come later.
    platform.setTimer(() => {
      isOpen = !isClosed;
      if (isOpen) status.open(problem === undefined ? 'ready' : 'error');
    }, 0);
    return problem;
  }

  delivery.start();
  telemetry.start();
  recall()
    .catch((error: unknown) => logger.warn(`Slipway could not recall a ruleset: ${messageOf(error)}`))
    .finally(opening.remembered);

  return {
    opened: open(),
    current: held.current,
    confirmed: () => confirmed,
    serve: evaluator.serve,
    record: (served, context) => telemetry.record(served, context, clock.now()),
    track: (name, context, details) =>
      telemetry.track(evaluator.loaded(), name, context, details, clock.now()),
    async close() {
      if (isClosed) return;
      isClosed = true;
      delivery.stop();
      evaluator.stop();
      status.stop();
      opening.closed();
      await Promise.all([telemetry.close(), memory.close(confirmed)]);
    },
  };
}
