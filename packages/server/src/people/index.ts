export { type Cookie, createCookie, createSessionCookie } from './cookie.ts';
export { SESSION_CHANNEL } from './session-store.ts';
export {
  createSessions,
  type Device,
  type FoundSession,
  type OpenedSession,
  type Sessions,
} from './sessions.ts';
