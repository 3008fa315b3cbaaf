import { type Coding, compress } from '../platform/http/index.ts';
import { bodyOf, type Frame } from './frames.ts';

/** Compressed once per version for all who fetch it; gone with its frame. */
const packed = new WeakMap<Frame, Map<Coding, Promise<Buffer>>>();

/** The JSON of a ruleset's frame, compressed where `coding` says so. */
export async function packedBody(frame: Frame, coding: Coding | null): Promise<Buffer> {
  if (coding === null) return bodyOf(frame);
  const known = packed.get(frame) ?? new Map<Coding, Promise<Buffer>>();
  packed.set(frame, known);
  const body = known.get(coding) ?? compress(bodyOf(frame), coding);
  known.set(coding, body);
  return body;
}
