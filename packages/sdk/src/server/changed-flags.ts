import { affectedFlags, diff, type Ruleset } from '@slipway/engine';

/** Flags whose answer may differ after the change, sorted: changed, removed, or reached through a segment or a prerequisite. */
export function changedFlags(before: Ruleset | undefined, after: Ruleset): string[] {
  if (before === undefined) return Object.keys(after.flags).sort();
  const { flags, removedFlags, segments, removedSegments } = diff(before, after);
  const affected = affectedFlags(after, {
    flags: [...Object.keys(flags), ...removedFlags],
    segments: [...Object.keys(segments), ...removedSegments],
  });
  return [...new Set([...affected, ...removedFlags])].sort();
}
