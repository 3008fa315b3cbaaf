import type { FlagConfig, SegmentContent } from '@slipway/api';

/** Content from the log or a list, as the config that it is; null when it is none, or was erased. */
export function asFlagConfig(content: unknown): FlagConfig | null {
  return isFlagConfig(content) ? content : null;
}

export function asSegmentContent(content: unknown): SegmentContent | null {
  return isSegmentContent(content) ? content : null;
}

// The server has checked what is inside: telling the kinds apart is enough here.
function isFlagConfig(content: unknown): content is FlagConfig {
  return (
    isObject(content) &&
    typeof content.enabled === 'boolean' &&
    typeof content.offVariant === 'string' &&
    ['schedule', 'prerequisites', 'targets', 'rules'].every((name) => Array.isArray(content[name])) &&
    isObject(content.fallthrough)
  );
}

function isSegmentContent(content: unknown): content is SegmentContent {
  return isObject(content) && ['include', 'exclude', 'rules'].every((name) => Array.isArray(content[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
