import type { Override, SegmentContent, FlagConfig as WrittenConfig } from '@slipway/api';
import type { FlagConfig, Segment } from '@slipway/engine';

/*
 * The contract's and the engine's types describe the same JSON. They differ in two ways that JSON does not know: zod
 * says "or undefined" of what may be absent, and the engine reads any JSON value where people write scalars.
 */

export function configOf(written: WrittenConfig): FlagConfig {
  return written as FlagConfig;
}

export function writtenConfig(config: FlagConfig): WrittenConfig {
  return config as WrittenConfig;
}

export function contentOf(written: SegmentContent): Segment {
  return written as Segment;
}

export function writtenContent(content: Segment): SegmentContent {
  return content as SegmentContent;
}

/** Where the contract shows either: both are JSON that was read as such. */
export function jsonOf(content: FlagConfig | Segment): Override['own'] {
  return content as object as Override['own'];
}
