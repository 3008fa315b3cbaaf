export { type Cookie, createCookie, createSessionCookie } from './cookie.ts';
export { createPeople, type OidcOptions, type People, type PeopleOptions } from './people.ts';
export { peopleRoutes } from './routes.ts';
export { SESSION_CHANNEL } from './session-store.ts';
export {
  createSessions,
  type Device,
  type FoundSession,
  type OpenedSession,
  type Sessions,
} from './sessions.ts';
