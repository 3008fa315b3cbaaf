import { finishOidc, ProblemError, startOidc } from '@slipway/api';
import type { FastifyRequest } from 'fastify';
import { type App, route } from '../platform/http/index.ts';
import { createCookie } from './cookie.ts';
import type { OidcSignIns } from './oidc.ts';
import { PROVIDER_ID } from './oidc.ts';
import type { People } from './people.ts';
import { baseUrlOf, deviceIn } from './requests.ts';

export function oidcRoutes(app: App, people: People): void {
  const { cookie, oidc } = people;
  const handshakes = createCookie('slipway-oidc', people.publicUrl);
  const callbackPath = finishOidc.path.replace(':provider', PROVIDER_ID);

  route(app, startOidc, async ({ params, request }) => {
    const signIns = known(oidc, params.provider);
    const { url, handshake, expiresAt } = await signIns.start(`${baseUrlOf(people, request)}${callbackPath}`);
    return {
      body: undefined,
      headers: { location: url, 'set-cookie': handshakes.set(handshake, expiresAt) },
    };
  });

  route(app, finishOidc, async ({ params, request, reply, author }) => {
    const signIns = known(oidc, params.provider);
    const base = baseUrlOf(people, request);
    const callback = { url: `${base}${request.url}`, handshake: handshakes.read(request.headers.cookie) };
    // Whatever comes of it, it does not come again.
    reply.header('set-cookie', handshakes.clear());
    try {
      const { session } = await signIns.finish(callback, deviceIn(request, cookie), author.origin);
      const headers = { location: `${base}/`, 'set-cookie': cookie.set(session.cookie, session.expiresAt) };
      return { body: undefined, headers };
    } catch (error) {
      if (!isPage(request) || !(error instanceof ProblemError)) throw error;
      return { body: undefined, headers: { location: `${base}/sign-in?problem=${error.code}` } };
    }
  });
}

/** Whether a browser goes there: its person gets a page that says what happened. */
function isPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

function known(oidc: OidcSignIns | null, provider: string): OidcSignIns {
  if (oidc && provider === PROVIDER_ID) return oidc;
  throw new ProblemError('provider-not-found', `There is no sign-in provider "${provider.slice(0, 50)}".`);
}
