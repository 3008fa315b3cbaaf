import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in a URL and in a cookie. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored instead of a secret. 256 random bits need no slow hash. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
