import type { JsonValue } from './ruleset.ts';

export type Reason =
  | 'STATIC'
  | 'DEFAULT'
  | 'TARGETING_MATCH'
  | 'SPLIT'
  | 'DISABLED'
  | 'PREREQUISITE_FAILED'
  | 'ERROR';

export type ErrorCode = 'FLAG_NOT_FOUND' | 'TARGETING_KEY_MISSING' | 'PARSE_ERROR' | 'GENERAL';

/** The answer for one flag and context. `value` and `variant` are absent only for `FLAG_NOT_FOUND` and an unreadable flag. */
export interface Decision {
  value?: JsonValue;
  variant?: string;
  reason: Reason;
  ruleId?: string;
  errorCode?: ErrorCode;
  flagVersion?: number;
}

/** OpenFeature evaluation context: `targetingKey` and attributes. May hold anything; nothing is trusted. */
export interface Context {
  targetingKey?: unknown;
  readonly [attribute: string]: unknown;
}

export type RungKind = 'found' | 'killed' | 'enabled' | 'prerequisite' | 'target' | 'rule' | 'fallthrough';

/** `decided` = this step gave the answer; `passed` = considered and did not end it; `not-reached` = an earlier one did. */
export type RungOutcome = 'decided' | 'passed' | 'not-reached';

export interface ConditionTrace {
  /** The condition in words, e.g. `plan one-of "pro"`. */
  text: string;
  holds: boolean;
  /** The attribute's value as read from the context; absent when missing. */
  actual?: unknown;
}

/** One step of the ladder, in evaluation order, with the reason in words. */
export interface Rung {
  kind: RungKind;
  outcome: RungOutcome;
  /** One sentence for a person. */
  because: string;
  ruleId?: string;
  flag?: string;
  conditions?: ConditionTrace[];
  /** 0 ≤ bucket < 100,000, for a split that was reached. */
  bucket?: number;
}

export interface Explanation {
  flag: string;
  decision: Decision;
  rungs: Rung[];
}
