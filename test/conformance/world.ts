import type { PickleTable } from '@cucumber/messages';
import {
  type Client,
  type EvaluationContext,
  type EvaluationDetails,
  type FlagValue,
  type Hook,
  type JsonValue,
  OpenFeature,
} from '@openfeature/server-sdk';
import { SlipwayProvider } from '@slipway/sdk/server';

/** A running Slipway with the test flags. */
export interface Target {
  url: string;
  token: string;
  /** A loopback port on which nobody answers. */
  silentUrl: string;
  /** A loopback port on which nobody listens. */
  closedUrl: string;
}

/** Keeps the merged context that reached it. */
export class RetrievingProvider extends SlipwayProvider {
  retrieved: EvaluationContext = {};

  override resolveBooleanEvaluation(...args: Parameters<SlipwayProvider['resolveBooleanEvaluation']>) {
    this.retrieved = args[2];
    return super.resolveBooleanEvaluation(...args);
  }
}

export interface AskedFlag {
  type: string;
  key: string;
  fallback: JsonValue;
}

export interface HookCall {
  hook: string;
  stage: 'before' | 'after' | 'error' | 'finally';
  details?: EvaluationDetails<FlagValue>;
}

/** What one scenario has set up and seen. */
export interface World {
  readonly target: Target;
  client: Client;
  provider?: RetrievingProvider;
  flag?: AskedFlag;
  context: EvaluationContext;
  contextBefore?: string;
  optionHooks: Hook[];
  details?: EvaluationDetails<FlagValue>;
  wasAsynchronous?: boolean;
  readonly hookCalls: HookCall[];
  /** contextMerging: what each level adds, and the levels in order of precedence. */
  readonly levels: Map<string, EvaluationContext>;
  precedence: string[];
}

export interface Step {
  pattern: RegExp;
  run(world: World, captured: string[], table: string[][]): Promise<void> | void;
}

export function createWorld(target: Target): World {
  return {
    target,
    client: OpenFeature.getClient(),
    context: {},
    optionHooks: [],
    hookCalls: [],
    levels: new Map(),
    precedence: [],
  };
}

export const rowsOf = (table: PickleTable | undefined): string[][] =>
  (table?.rows ?? []).map(({ cells }) => cells.map(({ value }) => value));

/** What a Given must have set up. */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The scenario uses ${what} before it is given.`);
  return value;
}
