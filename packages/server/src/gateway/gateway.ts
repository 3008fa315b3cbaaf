import { createPasswords, type Sessions } from '../people/index.ts';
import type { Database, Log } from '../platform/db/index.ts';
import type { Gate } from '../platform/http/index.ts';
import type { Instance } from '../platform/instance/index.ts';
import { createAnswers } from './answers.ts';
import type { Child } from './child.ts';
import { createEntrance, type Entrance } from './entrance.ts';
import { createKeeper } from './keeper.ts';
import { createLinks, type Links } from './links.ts';
import type { DoorOptions, Report } from './messages.ts';
import { createPasses } from './passes.ts';
import type { GatewayRoute, GatewayRoutes } from './routes-source.ts';
import { createTickets } from './tickets.ts';
import { domainsOf, type GatewayPlace, type GatewayUrls } from './urls.ts';
import { createViewing } from './viewing.ts';

export interface GatewayOptions {
  db: Database;
  instance: Pick<Instance, 'key'>;
  log: Log;
  now: () => number;
  routes: GatewayRoutes;
  urls: GatewayUrls;
  config: GatewayPlace & { readonly host: string; readonly trustProxy: readonly string[] };
  /** Where people reach the dashboard; asked when it is needed. */
  dashboardUrl: () => string;
  sessions: Pick<Sessions, 'holds'>;
  authenticate: Gate['authenticate'];
  /** How long a request waits for an environment to wake. Default 30 s. */
  holdMs?: number;
  /** How long a service may take to begin its answer. Default 2 min. */
  answerMs?: number;
}

/** The door to environments: a process of its own on a port of its own. */
export interface Gateway {
  readonly links: Links;
  readonly entrance: Entrance;
  /** Opens the port, unless it is open. Throws `GatewayError` when it cannot be. Safe to repeat. */
  start(): Promise<void>;
  /** Where it listens; as configured until it does. */
  port(): number;
  /** Of its process. */
  pid(): number | undefined;
  close(): Promise<void>;
}

const HOLD_MS = 30_000;
const ANSWER_MS = 120_000;

export function createGateway(options: GatewayOptions): Gateway {
  const { db, now, urls, log, routes, instance } = options;
  const { key } = instance;
  let child: Child | undefined;
  let port = options.config.gatewayPort;

  const table = createTable(routes, (slug, route) => child?.send({ v: 1, type: 'route', slug, route }));
  const tickets = createTickets({ key, now });
  const links = createLinks({
    ...{ db, key, now, urls, passwords: createPasswords() },
    onRevoke: () => child?.send({ v: 1, type: 'ask-again' }),
  });
  const passes = createPasses({ key, now });
  const { routeOf } = table;
  const answer = createAnswers({ ...options, links, passes, tickets, routeOf });
  const viewing = createViewing(routes, log);

  const keeper = createKeeper({
    log,
    hear(report, from) {
      if (report.type === 'ask') void reply(from, report.id, answer(report.question), log);
      else if (report.type === 'viewed') viewing.note(report.seen);
      else hear(report, routes, log);
    },
    async opening() {
      return { v: 1, type: 'open', options: doorOptions(options, port), routes: await table.load() };
    },
    onChild(next) {
      child = next;
      if (!next) viewing.nobody();
    },
    onListening(found) {
      port = found;
      urls.listensOn(found);
    },
  });

  return {
    links,
    entrance: createEntrance({ ...options, tickets, findRoute: table.find }),
    start: keeper.start,
    port: () => port,
    pid: () => child?.pid,
    async close() {
      table.close();
      await keeper.close();
    },
  };
}

/** Hosting's routes as they are now. */
interface Table {
  routeOf(slug: string): GatewayRoute | undefined;
  /** Also before the gateway is open: another node's may be what a browser comes from. */
  find(slug: string): Promise<GatewayRoute | undefined>;
  load(): Promise<GatewayRoute[]>;
  close(): void;
}

function createTable(
  routes: Pick<GatewayRoutes, 'all' | 'onChange'>,
  onChange: (slug: string, route: GatewayRoute | null) => void,
): Table {
  const known = new Map<string, GatewayRoute>();
  const heard = new Set<string>();
  let unhear: (() => void) | undefined;

  const hear = (slug: string, route: GatewayRoute | null): void => {
    heard.add(slug);
    if (route) known.set(slug, route);
    else known.delete(slug);
    onChange(slug, route);
  };

  const table: Table = {
    routeOf: (slug) => known.get(slug),
    async find(slug) {
      if (!unhear) await table.load();
      return known.get(slug);
    },
    async load() {
      unhear ??= routes.onChange(hear);
      heard.clear();
      const all = await routes.all();
      // What was heard meanwhile is newer.
      for (const slug of known.keys()) if (!heard.has(slug)) known.delete(slug);
      for (const route of all) if (!heard.has(route.slug)) known.set(route.slug, route);
      return [...known.values()];
    },
    close: () => unhear?.(),
  };
  return table;
}

async function reply(child: Child, id: number, answer: Promise<unknown>, log: Log): Promise<void> {
  try {
    child.send({ v: 1, type: 'answer', id, answer: await answer });
  } catch (error) {
    log.warn({ err: error }, 'a question of the gateway could not be answered');
    child.send({ v: 1, type: 'no-answer', id });
  }
}

function hear(report: Report, routes: Pick<GatewayRoutes, 'wake'>, log: Log): void {
  if (report.type === 'log') log[report.level](report.facts, report.message);
  if (report.type !== 'wake') return;
  const { hostedId } = report;
  routes
    .wake(hostedId)
    .catch((error: unknown) => log.warn({ err: error, hostedId }, 'an environment could not be woken'));
}

function doorOptions(options: GatewayOptions, port: number): DoorOptions {
  const { config, dashboardUrl, holdMs = HOLD_MS, answerMs = ANSWER_MS } = options;
  return {
    host: config.host,
    port,
    domains: domainsOf(config),
    isSecure: config.gatewayPublicUrl?.startsWith('https:') ?? false,
    dashboardUrl: dashboardUrl(),
    trustProxy: [...config.trustProxy],
    holdMs,
    answerMs,
  };
}
