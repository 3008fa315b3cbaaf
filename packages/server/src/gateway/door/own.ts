import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pass } from '../messages.ts';
import type { GatewayRoute } from '../routes-source.ts';
import { ownPath } from '../urls.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Cookies } from './cookies.ts';
import { readForm } from './form.ts';
import { enterAgainPage, noCookiesPage, nothingHerePage } from './plain-pages.ts';
import { sendPage, sendProblem, sendRedirect } from './reply.ts';
import { busyPage, overPage, passwordPage, unknownLinkPage, waitPage } from './share-pages.ts';
import { isIdle } from './visitor.ts';

/** A request below `/__slipway/` of an environment's host, before it is asked who sends it. */
export interface OwnRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: GatewayRoute;
  /** Of a host of one service. */
  readonly service: string | null;
  readonly address: string;
}

export interface Own {
  answer(own: OwnRequest): Promise<void>;
  /** Leads a browser through the dashboard. */
  sendToDashboard(own: OwnRequest): void;
}

export interface OwnDeps {
  controlPlane: Pick<ControlPlane, 'ask'>;
  passCookie: Cookies;
  /** Ties a ticket to the browser that asked for it. */
  entryCookie: Cookies;
  dashboardUrl: string;
}

const ENTRY_MS = 10 * 60_000;

export function createOwn(deps: OwnDeps): Own {
  const { entryCookie, dashboardUrl } = deps;
  return {
    answer: async (own) => {
      const { pathname } = urlIn(own.request);
      if (pathname === '/__slipway/enter' && own.request.method === 'GET') return enter(deps, own);
      if (pathname.startsWith('/__slipway/share/')) return share(deps, own, pathname.slice(17));
      notFound(own);
    },
    sendToDashboard({ request, response, route, service }) {
      const once = randomBytes(24).toString('base64url');
      const query = new URLSearchParams({
        environment: route.slug,
        ...(service === null ? {} : { service }),
        to: ownPath(request.url),
        state: hashOf(once),
      });
      sendRedirect(response, `${dashboardUrl}/gateway/enter?${query}`, {
        'set-cookie': entryCookie.set(once, Date.now() + ENTRY_MS),
      });
    },
  };
}

async function enter(deps: OwnDeps, { request, response, route }: OwnRequest): Promise<void> {
  const { searchParams } = urlIn(request);
  const to = ownPath(searchParams.get('to'));
  const once = deps.entryCookie.read(request.headers.cookie);
  if (isIdle(request)) return sendProblem(response, 'unauthenticated', 'A ticket is for one use.');
  if (once === undefined) return sendPage(response, noCookiesPage(to), { status: 400 });
  const pass = await deps.controlPlane.ask({
    kind: 'exchange',
    slug: route.slug,
    ticket: searchParams.get('ticket') ?? '',
    state: hashOf(once),
  });
  if (pass === null) return sendPage(response, enterAgainPage(to), { status: 403 });
  sendRedirect(response, to, {
    'set-cookie': [deps.passCookie.set(pass.value, pass.expiresAt), deps.entryCookie.clear()],
  });
}

async function share(deps: OwnDeps, own: OwnRequest, token: string): Promise<void> {
  const { request, response, route, service, address } = own;
  // A link opens the environment as a whole: its one origin, from which every service is reached.
  if (service !== null || (request.method !== 'GET' && request.method !== 'POST')) return notFound(own);
  if (request.method === 'POST' && isFromElsewhere(request)) return notFound(own);
  const password = request.method === 'POST' ? ((await readForm(request)).get('password') ?? '') : null;
  const redeemed = await deps.controlPlane.ask({
    ...{ kind: 'redeem', slug: route.slug, token: token.slice(0, 200), password, address },
  });
  if (redeemed.kind === 'opened') return opened(deps, own, redeemed.pass);
  if (redeemed.kind === 'password-needed') {
    const page = passwordPage(redeemed.isWrong);
    return sendPage(response, page, { status: redeemed.isWrong ? 403 : 200 });
  }
  if (redeemed.kind === 'wait')
    return sendPage(response, waitPage(redeemed.seconds), {
      status: 429,
      headers: { 'retry-after': String(redeemed.seconds) },
    });
  if (redeemed.kind === 'over') return sendPage(response, overPage(redeemed), { status: 410 });
  sendPage(response, unknownLinkPage(), { status: 404 });
}

function opened({ passCookie }: OwnDeps, { request, response }: OwnRequest, pass: Pass): void {
  const to = ownPath(urlIn(request).searchParams.get('to'));
  sendRedirect(response, to, { 'set-cookie': passCookie.set(pass.value, pass.expiresAt) });
}

/** Its policy keeps the browser from naming an origin; newer ones say whether it is our own page. */
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function notFound({ request, response }: OwnRequest): void {
  if (isPage(request)) sendPage(response, nothingHerePage(), { status: 404 });
  else sendProblem(response, 'not-found', 'The gateway has nothing at this path.');
}

export function sendBusy(request: IncomingMessage, response: ServerResponse): void {
  if (isPage(request)) sendPage(response, busyPage(), { status: 503, headers: { 'retry-after': '2' } });
  else sendProblem(response, 'busy', 'Slipway cannot check access right now. Try again in a moment.');
}

function isPage({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

function urlIn({ url = '/' }: Pick<IncomingMessage, 'url'>): URL {
  return new URL(`http://gateway${url}`);
}

function hashOf(once: string): string {
  return createHash('sha256').update(once).digest('base64url');
}
