import {
  type EvaluationContext,
  GeneralError,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  ProviderFatalError,
  type ProviderMetadata,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import type { Ruleset } from '@slipway/engine';
import type { CachedRuleset } from './file-cache.ts';
import { readSettings, type Settings, type SlipwayOptions } from './options.ts';
import {
  type Expected,
  isBooleanAnswer,
  isNumberAnswer,
  isObjectAnswer,
  isStringAnswer,
  mismatched,
  notReady,
  unanswered,
} from './resolution.ts';
import { type Session, startSession } from './session.ts';
import type { ProviderState } from './status.ts';

/** Which ruleset a provider answers from. */
export type RulesetPosition = Pick<Ruleset, 'project' | 'environment' | 'epoch' | 'version'>;

const stateEvents = {
  ready: { event: ProviderEvents.Ready, message: 'Connected to the Slipway server.' },
  stale: {
    event: ProviderEvents.Stale,
    message: 'No connection to the Slipway server; last known flags are in use.',
  },
  error: {
    event: ProviderEvents.Error,
    message: 'The Slipway server refuses the token, or no ruleset has come yet.',
  },
} as const satisfies Record<ProviderState, { event: ProviderEvents; message: string }>;

/**
 * OpenFeature provider that evaluates Slipway's flags in this process. Evaluation never throws and never waits;
 * `initialize` takes at most `initTimeoutMs`; whatever happens to the control plane, the last known ruleset answers.
 */
export class SlipwayProvider implements Provider {
  readonly metadata: ProviderMetadata = { name: 'slipway' };
  readonly runsOn = 'server';
  readonly events: OpenFeatureEventEmitter = new OpenFeatureEventEmitter();
  readonly #settings: Settings;
  #session: Session | undefined;
  #isRunning = false;

  constructor(options: SlipwayOptions = {}) {
    this.#settings = readSettings(options);
  }

  /** Rejects with `PROVIDER_FATAL` for unusable options, and when there is no ruleset to answer with; the latter heals by itself. */
  async initialize(): Promise<void> {
    const { problem, url } = this.#settings;
    if (problem !== undefined) throw new ProviderFatalError(problem);
    if (!this.#isRunning || this.#session === undefined)
      this.#session = this.#start(this.#session?.confirmed());
    const failure = await this.#session.opened;
    if (failure !== undefined)
      throw new GeneralError(
        `Slipway at ${url}: ${failure}, and no cached or bootstrap ruleset. Code defaults apply.`,
      );
  }

  async onClose(): Promise<void> {
    this.#isRunning = false;
    await this.#session?.close();
  }

  /** The ruleset in use; undefined while there is none. */
  current(): RulesetPosition | undefined {
    const ruleset = this.#session?.current();
    if (ruleset === undefined) return undefined;
    const { project, environment, epoch, version } = ruleset;
    return { project, environment, epoch, version };
  }

  resolveBooleanEvaluation(
    flagKey: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#resolve(flagKey, defaultValue, context, isBooleanAnswer);
  }

  resolveStringEvaluation(
    flagKey: string,
    defaultValue: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.#resolve(flagKey, defaultValue, context, isStringAnswer);
  }

  resolveNumberEvaluation(
    flagKey: string,
    defaultValue: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.#resolve(flagKey, defaultValue, context, isNumberAnswer);
  }

  /** The value is frozen and shared: copy it to change it. */
  resolveObjectEvaluation<T extends JsonValue>(
    flagKey: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return this.#resolve(flagKey, defaultValue, context, isObjectAnswer<T>);
  }

  /**
   * Records an outcome for the observed flags that this unit was served and for running guards.
   * `details.bad` (default true) says whether it went wrong; `details.latencyMs` records a duration instead.
   */
  track(
    trackingEventName: string,
    context: EvaluationContext = {},
    details: TrackingEventDetails = {},
  ): void {
    try {
      this.#session?.track(trackingEventName, context, details);
    } catch (error) {
      this.#settings.logger.debug('Slipway could not record an event.', error);
    }
  }

  #start(remembered: CachedRuleset | undefined): Session {
    this.#isRunning = true;
    return startSession(this.#settings, remembered, {
      onState: (state) => this.events.emit(stateEvents[state].event, { message: stateEvents[state].message }),
      onFlagsChanged: (flagsChanged) =>
        this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged }),
    });
  }

  async #resolve<T extends JsonValue>(
    flagKey: string,
    fallback: T,
    context: EvaluationContext,
    expected: Expected<T>,
  ): Promise<ResolutionDetails<T>> {
    try {
      return this.#answer(flagKey, fallback, context ?? {}, expected);
    } catch (error) {
      this.#settings.logger.error('Slipway could not evaluate a flag.', error);
      return unanswered(flagKey, fallback, 'GENERAL');
    }
  }

  #answer<T extends JsonValue>(
    flagKey: string,
    fallback: T,
    context: EvaluationContext,
    expected: Expected<T>,
  ): ResolutionDetails<T> {
    const session = this.#session;
    const served = session?.serve(flagKey, context);
    if (session === undefined || served === undefined) return notReady(fallback);
    if (typeof served === 'string') return unanswered(flagKey, fallback, served);
    const { details } = served;
    if (!expected(details)) return mismatched(flagKey, fallback, details.value);
    session.record(served, context);
    return details;
  }
}
