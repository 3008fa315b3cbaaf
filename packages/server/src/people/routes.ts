import {
  acceptInvitation,
  askPasswordReset,
  changePassword,
  erasePerson,
  getSetup,
  invite,
  listInvitations,
  listPeople,
  listSessions,
  redeemPasswordReset,
  revokeSession,
  setUp,
  signIn,
  signOut,
  updateMe,
  withdrawInvitation,
} from '@slipway/api';
import { type Answer, type App, route } from '../platform/http/index.ts';
import type { Accounts } from './account.ts';
import type { Everybody } from './erasure.ts';
import { PROVIDER_ID } from './oidc.ts';
import { oidcRoutes } from './oidc-routes.ts';
import type { People } from './people.ts';
import { baseUrlOf, deviceIn } from './requests.ts';
import type { Entered } from './sign-in.ts';
import { personIn, personOf } from './who.ts';

type SignedInAnswer = (entered: Entered) => Answer<SignedInBody>;
type SignedInBody = { person: ReturnType<typeof personOf>; expiresAt: string };

export function peopleRoutes(app: App, people: People): void {
  const { cookie } = people;
  const signedIn: SignedInAnswer = ({ person, session }: Entered) => ({
    body: { person: personOf(person), expiresAt: session.expiresAt.toISOString() },
    headers: { 'set-cookie': cookie.set(session.cookie, session.expiresAt) },
  });

  entryRoutes(app, people, signedIn);
  accountRoutes(app, people.accounts);
  invitationRoutes(app, people, signedIn);
  resetRoutes(app, people);
  everybodyRoutes(app, people.everybody);
  oidcRoutes(app, people);
}

function entryRoutes(app: App, people: People, signedIn: SignedInAnswer): void {
  const { cookie, signIns } = people;
  route(app, getSetup, async () => ({
    body: { isNeeded: !(await signIns.isOwned()), oidc: providersOf(people) },
  }));
  route(app, setUp, async ({ body, author, request }) => {
    let hasEnded = false;
    const entered = await signIns.setUp(body, { device: deviceIn(request, cookie), author }, async (tx) => {
      hasEnded = await people.endBootstrap(tx, author);
    });
    if (hasEnded) await people.onSetUp();
    return signedIn(entered);
  });
  route(app, signIn, async ({ body, request }) =>
    signedIn(await signIns.byPassword(body, deviceIn(request, cookie))),
  );
  route(app, signOut, async ({ principal }) => {
    if (principal.kind === 'person') await people.signOut(personIn(principal));
    return { body: undefined, headers: { 'set-cookie': cookie.clear() } };
  });
}

function accountRoutes(app: App, accounts: Accounts): void {
  route(app, updateMe, async ({ principal, body, author }) => ({
    body: await accounts.update(personIn(principal), body, author),
  }));
  route(app, changePassword, async ({ principal, body, author }) => {
    await accounts.changePassword(personIn(principal), body, author);
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

function invitationRoutes(app: App, people: People, signedIn: SignedInAnswer): void {
  const { cookie, invitations } = people;
  route(app, listInvitations, async ({ params, query }) => ({
    body: await invitations.list(params.project, query),
  }));
  route(app, invite, async ({ params, body, author, request }) => ({
    body: await invitations.create(params.project, body, baseUrlOf(people, request), author),
  }));
  route(app, withdrawInvitation, async ({ params, query, author }) => {
    await invitations.withdraw(params.project, params.invitation, query.reason, author);
    return { body: undefined };
  });
  route(app, acceptInvitation, async ({ body, author, request }) =>
    signedIn(await invitations.accept(body, deviceIn(request, cookie), author.origin)),
  );
}

function resetRoutes(app: App, people: People): void {
  const { resets } = people;
  route(app, askPasswordReset, ({ body, request }) => {
    resets.ask(body.email, baseUrlOf(people, request));
    return { body: undefined };
  });
  route(app, redeemPasswordReset, async ({ body, author }) => {
    await resets.redeem(body.token, body.password, author.origin);
    return { body: undefined };
  });
}

function everybodyRoutes(app: App, everybody: Everybody): void {
  route(app, listPeople, async ({ query }) => ({ body: await everybody.list(query) }));
  route(app, erasePerson, async ({ params, body, author }) => ({
    body: await everybody.erase(params.person, body.reason, author),
  }));
}

function providersOf({ oidc }: People): { id: string; name: string }[] {
  return oidc ? [{ id: PROVIDER_ID, name: oidc.name }] : [];
}
