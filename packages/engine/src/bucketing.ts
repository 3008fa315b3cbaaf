import { absorb, finish, type HashState, mixBlock, murmur3 } from './murmur3.ts';
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

/** A salt whose hash state is computed once and continued per unit. */
export interface Salt extends HashState {
  readonly text: string;
}

export function prepareSalt(text: string): Salt {
  return { ...absorb(utf8Bytes(text), 0), text };
}

/** `bucketOf(salt.text, unit)`. A unit that is no ASCII, which may complete half a pair in the salt, starts over. */
export function bucketFor(salt: Salt, unit: string): number {
  const bucket = asciiBucket(salt, unit);
  return bucket === notAscii ? bucketOf(salt.text, unit) : bucket;
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

/** Reads code units as bytes, four at a time, onto the salt's state; gives up at the first that is no ASCII. */
function asciiBucket(salt: Salt, unit: string): number {
  let { hash, block, shift } = salt;
  const count = unit.length;
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    const first = unit.charCodeAt(index);
    const second = unit.charCodeAt(index + 1);
    const third = unit.charCodeAt(index + 2);
    const fourth = unit.charCodeAt(index + 3);
    if ((first | second | third | fourth) > 0x7f) return notAscii;
    const word = first | (second << 8) | (third << 16) | (fourth << 24);
    hash = mixBlock(hash, block | (word << shift));
    block = shift === 0 ? 0 : word >>> (32 - shift);
  }
  for (; index < count; index++) {
    const code = unit.charCodeAt(index);
    if (code > 0x7f) return notAscii;
    block |= code << shift;
    shift = (shift + 8) & 31;
    if (shift !== 0) continue;
    hash = mixBlock(hash, block);
    block = 0;
  }
  return toBucket(finish(hash, block, shift, salt.length + count) >>> 0);
}

function toBucket(hash: number): number {
  return Math.floor((hash * bucketCount) / hashRange);
}
