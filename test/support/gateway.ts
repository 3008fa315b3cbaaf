import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, createClient } from '@slipway/api';
import { accessRoutes, createAccess, createSessionReader } from '../../packages/server/src/access/index.ts';
import {
  createGateway,
  createGatewayUrls,
  type Gateway,
  type GatewayOptions,
  type GatewayRoute,
  type GatewayRoutes,
  gatewayRoutes,
} from '../../packages/server/src/gateway/index.ts';
import { createPeople } from '../../packages/server/src/people/index.ts';
import { type Database, openDatabase } from '../../packages/server/src/platform/db/index.ts';
import { createApp } from '../../packages/server/src/platform/http/index.ts';
import { openInstance } from '../../packages/server/src/platform/instance/index.ts';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import { createNoMail } from '../../packages/server/src/platform/mail/index.ts';
import { testDatabase } from './database.ts';
import { type TestPeople, testPeople } from './people.ts';

/** Hosting as the gateway knows it: routes that a test sets, and what it was told. */
export interface FakeRoutes extends GatewayRoutes {
  readonly woken: number[];
  readonly seen: { hostedId: number; viewers: number; lastAt: Date }[];
  set(route: GatewayRoute): void;
  remove(slug: string): void;
}

function createFakeRoutes(): FakeRoutes {
  const routes = new Map<string, GatewayRoute>();
  const listeners = new Set<(slug: string, route: GatewayRoute | null) => void>();
  const woken: number[] = [];
  const seen: FakeRoutes['seen'] = [];
  return {
    woken,
    seen,
    all: async () => [...routes.values()],
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async wake(hostedId) {
      woken.push(hostedId);
    },
    async viewed(hostedId, viewing) {
      seen.push({ hostedId, ...viewing });
    },
    set(route) {
      routes.set(route.slug, route);
      for (const listener of listeners) listener(route.slug, route);
    },
    remove(slug) {
      routes.delete(slug);
      for (const listener of listeners) listener(slug, null);
    },
  };
}

/** An environment with one service at `/`; `more` says what is different. */
export function routeTo(port: number | null, more: Partial<GatewayRoute> = {}): GatewayRoute {
  return {
    slug: 'shop',
    hostedId: 1,
    project: 'academy',
    environment: 'shop',
    name: 'Shop',
    state: 'ready',
    sleep: null,
    steps: [],
    queue: null,
    failure: null,
    lastReadyMs: null,
    services: [{ name: 'web', path: '/', address: port === null ? null : { host: '127.0.0.1', port } }],
    access: 'public',
    allowedAddresses: [],
    elsewhere: null,
    ...more,
  };
}

export interface GatewayWorld {
  readonly routes: FakeRoutes;
  readonly gateway: Gateway;
  readonly people: TestPeople;
  readonly database: Database;
  /** Of the control plane's listener. */
  readonly url: string;
  readonly port: number;
  client(cookie: string): Client;
  /** A hosted environment as rows; returns its id. */
  host(slug: string): Promise<number>;
  close(): Promise<void>;
}

/** The control plane's part of the gateway on a database of its own, and the gateway's real process. */
export async function startGatewayWorld({
  isOpen = true,
  ...more
}: Partial<Omit<GatewayOptions, 'config'>> & {
  config?: Partial<GatewayOptions['config']>;
  isOpen?: boolean;
} = {}): Promise<GatewayWorld> {
  const stored = await testDatabase();
  const log = createLog('silent');
  const database = openDatabase(stored.url, { log });
  const now = Date.now;
  const slices = await slicesOn(database, now);
  const config = {
    ...{
      host: '127.0.0.1',
      gatewayPort: 0,
      gatewayDomain: 'localhost',
      gatewayPublicUrl: null,
      trustProxy: [],
    },
    ...more.config,
  };
  const routes = createFakeRoutes();
  const urls = createGatewayUrls(config);
  let url = '';
  const gateway = createGateway({
    ...{ db: database, instance: await openInstance(database, log), log, now, routes, urls },
    ...{ sessions: slices.people.sessions, authenticate: slices.access.gate.authenticate },
    dashboardUrl: () => url,
    ...more,
    config,
  });
  const app = createApp({ log, gate: slices.access.gate, isStrict: true });
  accessRoutes(app, slices.access);
  gatewayRoutes(app, gateway);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  if (isOpen) await gateway.start();
  const people = testPeople({ databaseUrl: stored.url });
  await seed(database);
  return {
    ...{ routes, gateway, people, database, url },
    port: gateway.port(),
    client: (cookie) =>
      createClient({
        url,
        fetch: (input, init) =>
          fetch(input, {
            ...init,
            headers: { ...Object.fromEntries(new Headers(init?.headers)), cookie, origin: url },
          }),
      }),
    host: (slug) => host(database, slug),
    async close() {
      await gateway.close();
      await app.close();
      await slices.access.close();
      await people.close();
      await database.close();
      await stored.drop();
    },
  };
}

async function slicesOn(db: Database, now: () => number) {
  const log = createLog('silent');
  const people = createPeople({
    ...{ db, log, now, publicUrl: null, mail: createNoMail(), oidc: null },
    endBootstrap: async () => {
      throw new Error('Nobody sets up here.');
    },
    onSetUp: async () => undefined,
  });
  const findSession = createSessionReader(people.sessions, people.cookie);
  return { people, access: createAccess({ db, log, now, findSession }) };
}

async function seed({ kysely }: Database): Promise<void> {
  const { id } = await kysely
    .insertInto('projects')
    .values({ key: 'academy', name: 'Academy' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await kysely
    .insertInto('blueprints')
    .values({ project_id: id, key: 'all', name: 'All', path: 'compose.yaml', content: 'services: {}' })
    .execute();
  await kysely.insertInto('nodes').values({ id: 'one' }).execute();
}

async function host({ kysely }: Database, slug: string): Promise<number> {
  const { id: projectId } = await kysely.selectFrom('projects').select('id').executeTakeFirstOrThrow();
  const { id: blueprintId } = await kysely.selectFrom('blueprints').select('id').executeTakeFirstOrThrow();
  const { id: environmentId } = await kysely
    .insertInto('environments')
    .values({ project_id: projectId, key: slug, name: slug, kind: 'on-demand' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id } = await kysely
    .insertInto('hosted_environments')
    .values({
      ...{ project_id: projectId, environment_id: environmentId, key: slug, slug, kind: 'on-demand' },
      ...{ blueprint_id: blueprintId, runtime: 'process', node_id: 'one', created_by: randomUUID() },
      asked: JSON.stringify({}),
      revisions: JSON.stringify({ services: [], blueprint: '', data: null }),
      model: JSON.stringify({}),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  host?: string;
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

/** A request to a port, by whatever host name: no redirect is followed, no path is tidied up. */
export async function ask(port: number, path: string, asked: Asked = {}): Promise<Answered> {
  const answer = await open(port, path, asked);
  let body = '';
  for await (const part of answer.setEncoding('utf8')) body += part;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}

/** The same, as soon as the headers are there. */
export async function open(
  port: number,
  path: string,
  { host = 'shop.localhost', method = 'GET', headers = {}, body }: Asked = {},
): Promise<IncomingMessage> {
  const outgoing = request({
    ...{ host: '127.0.0.1', port, path, method, agent: false, setHost: false },
    headers: { host: `${host}:${port}`, ...headers },
  });
  outgoing.end(body);
  const [answer] = await once(outgoing, 'response');
  return answer;
}

/** What a browser says when somebody opens a page. */
export const asPage: Record<string, string> = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/153 Safari/537.36',
};

export interface Upstream {
  readonly port: number;
  readonly server: Server;
  /** Of each request. */
  readonly requests: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[];
  close(): Promise<void>;
}

/** A service of an environment; answers what a test says, else what it was asked. */
export async function startUpstream(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean | undefined = () => undefined,
): Promise<Upstream> {
  const requests: Upstream['requests'] = [];
  const listener: RequestListener = (request, response) => {
    if (answer(request, response)) return;
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.once('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body });
      response.setHeader('content-type', 'text/plain').end(`${method} ${url}`);
    });
  };
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, server, requests },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The cookie that an answer sets, as it is sent back. */
export function cookieIn({ headers }: Pick<Answered, 'headers'>, name: string): string {
  const set = headers['set-cookie']?.find((cookie) => cookie.startsWith(`${name}=`));
  return set?.split(';', 1)[0] ?? '';
}
