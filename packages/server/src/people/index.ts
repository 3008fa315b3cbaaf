export type { Cookie } from './cookie.ts';
export { createPasswords, type Passwords } from './password.ts';
export { createPeople, type OidcOptions, type People, type PeopleOptions } from './people.ts';
export { peopleRoutes } from './routes.ts';
export type { Device, FoundSession, OpenedSession, Sessions } from './sessions.ts';
