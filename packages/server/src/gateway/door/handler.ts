import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { DoorOptions } from '../messages.ts';
import type { GatewayRoute } from '../routes-source.ts';
import { type AccessControl, type Caller, type Granted, isFromSibling } from './access.ts';
import type { Activity } from './activity.ts';
import type { Connections } from './connections.ts';
import type { ControlPlane } from './control-plane.ts';
import { type Cookies, createCookies } from './cookies.ts';
import { type Forwarding, forward } from './forward.ts';
import {
  answerHeaders,
  FORWARDED_BY,
  forwardedAnswerHeaders,
  forwardedHeaders,
  requestHeaders,
} from './headers.ts';
import { createOwn, type Own } from './own.ts';
import { noServicePage, previewPage, serviceDownPage, unknownHostPage } from './plain-pages.ts';
import { type Refusal, sendPage, sendProblem, sendText, statusOf } from './reply.ts';
import type { RouteTable } from './route-table.ts';
import { dashboardOf, isUp } from './route-table.ts';
import { streamStatus } from './status.ts';
import { type HostTarget, isReserved, labelIn, pathOf, serviceAt, targetOf } from './target.ts';
import { tunnel } from './tunnel.ts';
import { isIdle, isNavigation, isRobot, type Visitor } from './visitor.ts';
import { createWaking, type Waking } from './waking.ts';

/** One request, or the request for a WebSocket, and where its answer goes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly visitor: Visitor;
  readonly upgrade: { readonly socket: Socket; readonly head: Buffer } | null;
}

export interface HandlerDeps {
  options: DoorOptions;
  controlPlane: ControlPlane;
  routes: RouteTable;
  access: AccessControl;
  activity: Activity;
  connections: Connections;
}

interface Parts extends HandlerDeps {
  agent: Agent;
  own: Own;
  waking: Waking;
  passCookie: Cookies;
}

const STATUS = '/__slipway/status';

/** Answers every request: from outside inwards, host, path, who asks, whether it is up, which service. */
export function createHandler(deps: HandlerDeps): (exchange: Exchange) => Promise<void> {
  const { options, controlPlane } = deps;
  const passCookie = createCookies('slipway-preview', options.isSecure);
  const entryCookie = createCookies('slipway-entry', options.isSecure);
  const parts: Parts = {
    ...deps,
    agent: new Agent({ keepAlive: true, maxFreeSockets: 16, scheduling: 'lifo' }),
    own: createOwn({ controlPlane, passCookie, entryCookie, dashboardUrl: options.dashboardUrl }),
    waking: createWaking(deps),
    passCookie,
  };
  return (exchange) => handle(parts, exchange);
}

async function handle(parts: Parts, exchange: Exchange): Promise<void> {
  const { request, response, visitor } = exchange;
  const { options, routes } = parts;
  const path = isReadable(exchange) ? pathOf(request.url ?? '') : undefined;
  if (path === undefined)
    return sendProblem(
      response,
      'bad-request',
      'Its host, path or headers can be read in more than one way.',
    );
  if (path === '/robots.txt') return sendText(response, 200, 'User-agent: *\nDisallow: /\n');
  const label = labelIn(visitor.host, options.domains);
  const target = label === undefined ? undefined : targetOf(label, routes.get);
  if (!target) return refuseUnknown(parts, exchange);
  const { route } = target;
  if (route.elsewhere) return passOn(parts, exchange, route);
  if (isRobot(request)) return sendPreview(response, route);
  if (!isReserved(path) || path === STATUS) return inside(parts, exchange, target, path);
  if (isIdle(request) && path.startsWith('/__slipway/share/')) return sendPreview(response, route);
  const { service } = target;
  return parts.own.answer({ request, response, route, service, address: visitor.address });
}

/** One host, and no protocol but those that the gateway knows. */
function isReadable({ request, upgrade }: Exchange): boolean {
  const names = request.rawHeaders.filter((_text, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const isOne = names.filter((name) => name === 'host').length === 1;
  return isOne && (upgrade === null || /^websocket$/i.test(request.headers.upgrade ?? ''));
}

async function inside(parts: Parts, exchange: Exchange, target: HostTarget, path: string): Promise<void> {
  const { request, response } = exchange;
  const caller = callerOf(parts, exchange, target);
  const granted = await parts.access.decide(target.route, caller);
  if (granted === null) return refuseAccess(parts, exchange, target);
  if (granted !== 'public' && isFromSibling(request.headers.origin, ownHost(parts, target.route)))
    return sendProblem(response, 'forbidden', 'A page of another environment may not act in this one.');
  note(parts, exchange, target.route, { caller, granted });
  if (path === STATUS)
    return streamStatus(request, response, { routes: parts.routes, slug: target.route.slug });
  const isMember = async (): Promise<boolean> =>
    (await parts.access.holderOf(target.route, caller)) === 'member';
  const route = isUp(target.route)
    ? target.route
    : await parts.waking.bringUp(exchange, target.route, isMember);
  if (route) await proxy(parts, exchange, { ...target, route }, { path, isMember });
}

function callerOf({ passCookie }: Parts, { request, visitor }: Exchange, { service }: HostTarget): Caller {
  const pass = passCookie.read(request.headers.cookie);
  return { address: visitor.address, pass, isServiceHost: service !== null };
}

function ownHost({ options, routes }: Parts, { slug }: GatewayRoute): (host: string) => boolean | undefined {
  return (host) => {
    const label = labelIn(host, options.domains);
    return label === undefined ? undefined : targetOf(label, routes.get)?.route.slug === slug;
  };
}

/** While it is open it counts, and is cut when its reason ends. */
function note(
  { activity, connections }: Parts,
  { request, response, upgrade }: Exchange,
  { slug, hostedId }: GatewayRoute,
  { caller, granted }: { caller: Caller; granted: Granted },
): void {
  const socket = upgrade?.socket ?? response.socket;
  const isByPass = granted === 'member' || granted === 'link';
  const forget = connections.add({ slug, hostedId, caller, cut: () => socket?.destroy() });
  const leave = isIdle(request)
    ? () => undefined
    : activity.begin(hostedId, (isByPass && caller.pass) || caller.address);
  (upgrade?.socket ?? response).once('close', () => {
    forget();
    leave();
  });
}

async function proxy(
  parts: Parts,
  exchange: Exchange,
  target: HostTarget,
  { path, isMember }: { path: string; isMember: () => Promise<boolean> },
): Promise<void> {
  const { request, response, visitor } = exchange;
  const { slug } = target.route;
  const service = serviceAt(target, path);
  if (!service) return refuse(exchange, 'not-found', noServicePage(), 'No service answers at this path.');
  const fail = async (why: 'unavailable' | 'timeout', code: string): Promise<void> => {
    const refusal = why === 'timeout' ? 'service-timeout' : 'service-unavailable';
    parts.controlPlane.log('warn', 'a service did not answer', { slug, service: service.name, code });
    const logs = (await isMember().catch(() => false))
      ? dashboardOf(parts.options.dashboardUrl, target.route)
      : null;
    const page = serviceDownPage({ service: service.name, isLate: why === 'timeout', logs });
    refuse(
      exchange,
      refusal,
      page,
      `"${service.name}" ${why === 'timeout' ? 'takes too long' : 'does not answer'}.`,
    );
  };
  if (!service.address) return fail('unavailable', 'no-address');
  send(parts, exchange, {
    to: service.address,
    headers: requestHeaders(request, visitor),
    answerHeaders,
    onFailure: (why, code) => void fail(why, code).catch(() => response.destroy()),
  });
}

/** Another node runs it: its gateway decides and answers. */
function passOn(parts: Parts, exchange: Exchange, { slug, elsewhere }: GatewayRoute): void {
  const { request, response, visitor } = exchange;
  if (!elsewhere) return;
  if (request.headers[FORWARDED_BY] !== undefined) {
    sendProblem(response, 'loop-detected', 'Nodes disagree about who runs this environment. Try again.');
    return;
  }
  send(parts, exchange, {
    to: elsewhere,
    headers: forwardedHeaders(request, visitor),
    answerHeaders: forwardedAnswerHeaders,
    onFailure(why, code) {
      parts.controlPlane.log('warn', 'another node did not answer', { slug, code });
      const refusal = why === 'timeout' ? 'service-timeout' : 'service-unavailable';
      sendProblem(response, refusal, 'The node that runs this environment does not answer.');
    },
  });
}

function send(
  { agent, options: { answerMs } }: Parts,
  { request, response, upgrade }: Exchange,
  forwarding: Omit<Forwarding, 'agent' | 'answerMs'>,
): void {
  if (upgrade) tunnel(request, { ...upgrade, response }, { ...forwarding, answerMs });
  else forward(request, response, { ...forwarding, agent, answerMs });
}

function refuseUnknown({ options }: Parts, { request, response }: Exchange): void {
  if (isNavigation(request)) sendPage(response, unknownHostPage(options.dashboardUrl), { status: 404 });
  else sendProblem(response, 'not-found', 'There is no environment at this address.');
}

function refuseAccess({ own }: Parts, { request, response, visitor }: Exchange, target: HostTarget): void {
  const isLed = isNavigation(request) && !isIdle(request);
  if (isLed) own.sendToDashboard({ request, response, ...target, address: visitor.address });
  else
    sendProblem(
      response,
      'unauthenticated',
      'This environment is for its members and for who has a link. Open it in a browser first.',
    );
}

/** Names nobody's work to who reads links for others. */
function sendPreview(response: ServerResponse, { access, name }: GatewayRoute): void {
  sendPage(response, previewPage(access === 'public' ? name : null), { status: 200 });
}

function refuse(
  { request, response }: Exchange,
  code: Refusal,
  page: Parameters<typeof sendPage>[1],
  detail: string,
): void {
  if (isNavigation(request)) sendPage(response, page, { status: statusOf(code) });
  else sendProblem(response, code, detail);
}
