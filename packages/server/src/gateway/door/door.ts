import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { DoorOptions } from '../messages.ts';
import { type AccessControl, createAccessControl } from './access.ts';
import { createActivity } from './activity.ts';
import { type Connections, createConnections } from './connections.ts';
import { type ControlPlane, NoAnswer } from './control-plane.ts';
import { createHandler, type Exchange } from './handler.ts';
import { sendBusy } from './own.ts';
import { sendProblem } from './reply.ts';
import { createRouteTable, type RouteTable } from './route-table.ts';
import { createReadVisitor } from './visitor.ts';

/** What listens on the gateway's port. */
export interface Door {
  readonly server: Server;
  readonly routes: RouteTable;
  /** Somebody's access was withdrawn. */
  askAgain(): void;
  /** Lets requests finish for a moment, ends streams and WebSockets. */
  close(): Promise<void>;
}

const HEADERS_MS = 15_000;
/** A request has to be in within this, also a large upload over a slow line. */
const REQUEST_MS = 30 * 60_000;
const KEEP_ALIVE_MS = 65_000;
const MOST_CONNECTIONS = 5_000;
const REPORT_MS = 2_000;
const RECHECK_MS = 2_000;
const DRAIN_MS = 1_500;

export function createDoor(options: DoorOptions, controlPlane: ControlPlane): Door {
  const routes = createRouteTable();
  const access = createAccessControl(controlPlane);
  const activity = createActivity();
  const connections = createConnections({
    routeOf: routes.get,
    isWelcome: async (route, caller) => (await access.decide(route, caller)) !== null,
  });
  const handle = createHandler({ options, controlPlane, routes, access, activity, connections });
  const server = serve(options, guarded(handle, controlPlane));
  const timers = [
    setInterval(() => tell(controlPlane, activity.report()), REPORT_MS),
    setInterval(() => void connections.recheck(), RECHECK_MS),
  ];
  // Others may be welcome now, or nobody any more.
  routes.onChange(null, (_route, slug) => void connections.recheck(slug));
  return {
    server,
    routes,
    askAgain: () => askAgain(access, connections),
    async close() {
      for (const timer of timers) clearInterval(timer);
      await drain(server, connections);
    },
  };
}

function tell(controlPlane: ControlPlane, seen: Parameters<ControlPlane['viewed']>[0]): void {
  if (seen.length > 0) controlPlane.viewed(seen);
}

function askAgain(access: AccessControl, connections: Connections): void {
  access.forget();
  void connections.recheck();
}

async function drain(server: Server, connections: Connections): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatient = setTimeout(() => {
    connections.cutAll();
    server.closeAllConnections();
  }, DRAIN_MS);
  await closed;
  clearTimeout(impatient);
}

type Handle = (exchange: Exchange) => Promise<void>;

function serve({ trustProxy }: DoorOptions, handle: Handle): Server {
  const readVisitor = createReadVisitor(trustProxy);
  const server = createServer({
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: 32 * 1024,
    insecureHTTPParser: false,
    requireHostHeader: true,
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('request', (request, response) => {
    void handle({ request, response, visitor: readVisitor(request), upgrade: null });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const response = responseOn(request, socket);
    void handle({ request, response, visitor: readVisitor(request), upgrade: { socket, head } });
  });
  server.on('clientError', answerBadHttp);
  return server;
}

/** So that a WebSocket is refused in the words in which a request is. */
function responseOn(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  return response;
}

function answerBadHttp(
  error: Error & { code?: string },
  socket: { writable: boolean; end(text: string): void; destroy(): void },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
}

/** Nothing that a request brings ends the process. */
function guarded(handle: Handle, controlPlane: ControlPlane): Handle {
  return async (exchange) => {
    const { request, response } = exchange;
    try {
      await handle(exchange);
    } catch (error) {
      if (error instanceof NoAnswer) return sendBusy(request, response);
      const message = error instanceof Error ? error.message : String(error);
      controlPlane.log('error', 'the gateway could not answer a request', { error: message });
      sendProblem(response, 'service-unavailable', 'The gateway failed. Its log says more.');
    }
  };
}
