import { ErrorCode, type JsonValue, type ResolutionDetails } from '@openfeature/server-sdk';
import type { ErrorCode as EngineErrorCode } from '@slipway/engine';

/** Says whether details carry a value of the type that the application asked for. */
export type Expected<T extends JsonValue> = (
  details: ResolutionDetails<JsonValue>,
) => details is ResolutionDetails<T>;

export const isBooleanAnswer: Expected<boolean> = (details): details is ResolutionDetails<boolean> =>
  typeof details.value === 'boolean';
export const isStringAnswer: Expected<string> = (details): details is ResolutionDetails<string> =>
  typeof details.value === 'string';
export const isNumberAnswer: Expected<number> = (details): details is ResolutionDetails<number> =>
  typeof details.value === 'number';
/** The application vouches for the structure that it asks for; here only "object or list" can be judged. */
export const isObjectAnswer = <T extends JsonValue>(
  details: ResolutionDetails<JsonValue>,
): details is ResolutionDetails<T> => typeof details.value === 'object' && details.value !== null;

const codes = {
  FLAG_NOT_FOUND: { code: ErrorCode.FLAG_NOT_FOUND, message: 'is not in this environment' },
  PARSE_ERROR: { code: ErrorCode.PARSE_ERROR, message: 'cannot be read by this SDK' },
  TARGETING_KEY_MISSING: { code: ErrorCode.TARGETING_KEY_MISSING, message: 'needs a targetingKey' },
  GENERAL: { code: ErrorCode.GENERAL, message: 'could not be evaluated' },
} as const satisfies Record<EngineErrorCode, { code: ErrorCode; message: string }>;

function withDefault<T>(value: T, errorCode: ErrorCode, errorMessage: string): ResolutionDetails<T> {
  return { value, reason: 'ERROR', errorCode, errorMessage };
}

/** In JavaScript an application may pass anything as a key. */
const named = (flagKey: unknown): string =>
  typeof flagKey === 'string' ? `flag "${flagKey}"` : 'the flag key';

export function unanswered<T>(flagKey: string, fallback: T, why: EngineErrorCode): ResolutionDetails<T> {
  const { code, message } = codes[why];
  return withDefault(fallback, code, `${named(flagKey)} ${message}`);
}

export function mismatched<T>(flagKey: string, fallback: T, value: unknown): ResolutionDetails<T> {
  const message = `${named(flagKey)} has a value of type ${value === null ? 'null' : typeof value}`;
  return withDefault(fallback, ErrorCode.TYPE_MISMATCH, message);
}

export function notReady<T>(fallback: T): ResolutionDetails<T> {
  return withDefault(fallback, ErrorCode.PROVIDER_NOT_READY, 'no ruleset has been loaded yet');
}
