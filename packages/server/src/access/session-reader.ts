import type { Cookie, Sessions } from '../people/index.ts';
import type { SignedIn } from './principals.ts';

/** Finds who is signed in by a request's cookies. */
export function createSessionReader(
  sessions: Pick<Sessions, 'find'>,
  cookie: Pick<Cookie, 'read' | 'set'>,
): (cookies: string) => Promise<SignedIn | undefined> {
  return async (cookies) => {
    const value = cookie.read(cookies);
    const found = value === undefined ? undefined : await sessions.find(value);
    if (!found) return undefined;
    const { sessionId, person, renewed } = found;
    return { sessionId, person, setCookie: renewed && cookie.set(renewed.cookie, renewed.expiresAt) };
  };
}
