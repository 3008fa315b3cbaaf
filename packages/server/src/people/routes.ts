import {
  changePassword,
  getSetup,
  listSessions,
  revokeSession,
  setUp,
  signIn,
  signOut,
  updateMe,
} from '@slipway/api';
import type { FastifyRequest } from 'fastify';
import { type Answer, type App, route } from '../platform/http/index.ts';
import type { People } from './people.ts';
import type { Device } from './sessions.ts';
import type { Entered } from './sign-in.ts';
import { personIn, personOf } from './who.ts';

type SignedInBody = { person: ReturnType<typeof personOf>; expiresAt: string };

export function peopleRoutes(app: App, people: People): void {
  const { cookie, signIns, accounts } = people;
  const signedIn = ({ person, session }: Entered): Answer<SignedInBody> => ({
    body: { person: personOf(person), expiresAt: session.expiresAt.toISOString() },
    headers: { 'set-cookie': cookie.set(session.cookie, session.expiresAt) },
  });

  route(app, getSetup, async () => ({ body: { isNeeded: !(await signIns.isOwned()), oidc: [] } }));
  route(app, setUp, async ({ body, principal, request }) => {
    const entered = await signIns.setUp(body, deviceIn(request), (tx) => people.endBootstrap(tx, principal));
    await people.onSetUp(principal);
    return signedIn(entered);
  });
  route(app, signIn, async ({ body, request }) =>
    signedIn(await signIns.byPassword(body, deviceIn(request))),
  );
  route(app, signOut, async ({ principal }) => {
    if (principal.kind === 'person') await people.signOut(personIn(principal));
    return { body: undefined, headers: { 'set-cookie': cookie.clear() } };
  });
  route(app, updateMe, async ({ principal, body }) => ({
    body: await accounts.rename(personIn(principal), body.name),
  }));
  route(app, changePassword, async ({ principal, body }) => {
    await accounts.changePassword(personIn(principal), body.current, body.next);
    return { body: undefined };
  });
  route(app, listSessions, async ({ principal, query }) => ({
    body: await accounts.listSessions(personIn(principal), query),
  }));
  route(app, revokeSession, async ({ principal, params }) => {
    await accounts.revokeSession(personIn(principal), params.session);
    return { body: undefined };
  });
}

function deviceIn(request: FastifyRequest): Device {
  return { userAgent: request.headers['user-agent'], address: request.ip };
}
