/**
 * MurmurHash3 x86 32-bit (Austin Appleby, public domain: github.com/aappleby/smhasher, MurmurHash3.cpp).
 * A state can be kept after a prefix, so that a split hashes its salt once and not per evaluation.
 */
export interface HashState {
  /** Hash over all whole 4-byte blocks so far. */
  readonly hash: number;
  /** Bytes of the unfinished block, little-endian. */
  readonly block: number;
  /** Bits of the unfinished block in use: 0, 8, 16 or 24. */
  readonly shift: number;
  /** Bytes absorbed. */
  readonly length: number;
}

/** Absorbs `bytes` (integers 0–255) from `seed` on. */
export function absorb(bytes: ArrayLike<number>, seed: number): HashState {
  let hash = seed;
  let block = 0;
  let shift = 0;
  for (let index = 0; index < bytes.length; index++) {
    block |= (bytes[index] ?? 0) << shift;
    shift += 8;
    if (shift < 32) continue;
    hash = mixBlock(hash, block);
    block = 0;
    shift = 0;
  }
  return { hash, block, shift, length: bytes.length };
}

/** `murmur3_x86_32` of `bytes` (integers 0–255), as an unsigned 32-bit integer. */
export function murmur3(bytes: ArrayLike<number>, seed = 0): number {
  const { hash, block, shift, length } = absorb(bytes, seed);
  return finish(hash, block, shift, length) >>> 0;
}

/** One whole block into the hash. */
export function mixBlock(hash: number, block: number): number {
  const mixed = hash ^ scramble(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

/** The unfinished block, the length and the avalanche; signed. */
export function finish(hash: number, block: number, shift: number, length: number): number {
  let mixed = (shift === 0 ? hash : hash ^ scramble(block)) ^ length;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function scramble(block: number): number {
  const multiplied = Math.imul(block, 0xcc9e2d51);
  return Math.imul((multiplied << 15) | (multiplied >>> 17), 0x1b873593);
}
