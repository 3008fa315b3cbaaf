export { affectedFlags, type Changed } from './affected.ts';
export { type AttributePath, attributePath, readAttribute } from './attribute.ts';
export {
  type Boundary,
  boundariesBetween,
  type Load,
  nextBoundary,
  withoutMissedStarts,
} from './boundaries.ts';
export { bucketCount, bucketOf, unitOf } from './bucketing.ts';
export { canonicalJson } from './canonical-json.ts';
export { type CompiledRuleset, type CompileOptions, compile } from './compile.ts';
export { describeCondition } from './conditions.ts';
export type * from './decision.ts';
export { createDigest, type Digest } from './digest.ts';
export { murmur3 } from './murmur3.ts';
export type { InstantReader, Pattern, RegexCompiler } from './operators.ts';
export { apply, diff } from './patch.ts';
export { prerequisiteCycle, prerequisiteReferences, segmentCycle, segmentReferences } from './references.ts';
export { formatInstant, parseInstant } from './rfc3339.ts';
export * from './ruleset.ts';
export type * from './stream.ts';
export type * from './telemetry.ts';
export { utf8Bytes } from './utf8.ts';
export {
  type FlagSurroundings,
  type SegmentSurroundings,
  validateFlag,
  validateSegment,
} from './validate.ts';
export type { Issue } from './validate-conditions.ts';
