import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayRoute } from '../routes-source.ts';
import { isComing, type RouteTable } from './route-table.ts';
import { progress } from './waiting-page.ts';

/** What the waiting page asks for: events until there is something else to see than the page that asks. */
export function streamStatus(request: IncomingMessage, response: ServerResponse, deps: StatusDeps): void {
  const { routes, slug } = deps;
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
    'x-accel-buffering': 'no',
  });
  const write = (route: GatewayRoute | null): void => {
    const event = eventOf(route);
    response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (event.isOver) end();
  };
  const unlisten = routes.onChange(slug, write);
  // Times go on without anything else having changed.
  const ticking = setInterval(() => write(routes.get(slug) ?? null), TICK_MS);
  const end = (): void => {
    unlisten();
    clearInterval(ticking);
    response.end();
  };
  request.once('close', end);
  response.once('close', end);
  write(routes.get(slug) ?? null);
}

interface StatusDeps {
  routes: RouteTable;
  slug: string;
}

const TICK_MS = 1_000;

function eventOf(route: GatewayRoute | null): { isOver: boolean; html: string } {
  if (!route || !isComing(route)) return { isOver: true, html: '' };
  return { isOver: false, html: progress(route, Date.now()).html };
}
