import { createHash, randomBytes } from 'node:crypto';
import type { Token } from '@slipway/api';

export type TokenScope = Token['scope'];

/** `slw_<scope>_` and 256 random bits. */
export function makeSecret(scope: TokenScope): string {
  return `slw_${scope}_${randomBytes(32).toString('base64url')}`;
}

/** What is stored instead of a token. 256 random bits need no slow hash. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Enough to recognise a token by, not to guess it. */
export function prefixOf(secret: string): string {
  const scope = /^slw_[a-z]+_/.exec(secret)?.[0] ?? '';
  return secret.slice(0, scope.length + 4);
}
