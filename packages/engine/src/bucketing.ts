import { absorb, finish, mixBlock, murmur3 } from './murmur3.ts';
import { utf8Bytes } from './utf8.ts';

/** Buckets are integers 0 ≤ bucket < `bucketCount`; a split's weights sum to it. */
export const bucketCount = 100_000;

const hashRange = 4_294_967_296;

/**
 * Bucketing v1, frozen: `floor(murmur3_x86_32(utf8(salt + unit), 0) * 100000 / 2^32)`, an integer below 100,000.
 * Equals flagd's `fractional` v2 on `cat[salt, unit]`.
 */
export function bucketOf(salt: string, unit: string): number {
  return toBucket(murmur3(utf8Bytes(salt + unit)));
}

/** `bucketOf` for one salt, whose hash state is computed once. */
export function createBucketer(salt: string): (unit: string) => number {
  // A salt ending in half a surrogate pair may be completed by the unit: no prefix can be kept.
  if (endsInHighSurrogate(salt)) return (unit) => bucketOf(salt, unit);
  const { hash, block, shift, length } = absorb(utf8Bytes(salt), 0);
  return (unit) => {
    const bucket = asciiBucket(hash, block, shift, length, unit);
    return bucket === notAscii ? bucketOf(salt, unit) : bucket;
  };
}

/**
 * How units are read: a string as is, a number or boolean by ECMAScript `String()`;
 * anything else, and the empty string, is no unit.
 */
export function unitOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const notAscii = -1;

function asciiBucket(hash: number, block: number, shift: number, length: number, unit: string): number {
  const count = unit.length;
  for (let index = 0; index < count; index++) {
    const code = unit.charCodeAt(index);
    if (code > 0x7f) return notAscii;
    block |= code << shift;
    shift += 8;
    if (shift === 32) {
      hash = mixBlock(hash, block);
      block = 0;
      shift = 0;
    }
  }
  return toBucket(finish(hash, block, shift, length + count) >>> 0);
}

function toBucket(hash: number): number {
  return Math.floor((hash * bucketCount) / hashRange);
}

function endsInHighSurrogate(text: string): boolean {
  const code = text.charCodeAt(text.length - 1);
  return code >= 0xd800 && code <= 0xdbff;
}
