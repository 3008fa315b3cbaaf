import { ProblemError } from '@slipway/api';
import { mayIn } from '../access/index.ts';
import type { Gate, Principal } from '../platform/http/index.ts';
import type { GatewayRoute } from './routes-source.ts';
import type { Tickets } from './tickets.ts';
import { ownPath } from './urls.ts';

export interface EnterRequest {
  readonly environment: string;
  /** Of a host of one service. */
  readonly service?: string | undefined;
  readonly to?: string | undefined;
  /** Hash of what the gateway has put into the browser's cookie. */
  readonly state: string;
}

/** Where a browser goes from the dashboard's `/gateway/enter`. */
export type Entered =
  | { readonly kind: 'go'; readonly url: string; readonly setCookie: string | null }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'nothing-there'; readonly setCookie: string | null };

export interface Entrance {
  enter(request: EnterRequest, cookies: string | undefined): Promise<Entered>;
  dashboardUrl(): string;
}

export interface EntranceDeps {
  findRoute: (slug: string) => Promise<GatewayRoute | undefined>;
  tickets: Pick<Tickets, 'make'>;
  authenticate: Gate['authenticate'];
  dashboardUrl: () => string;
  urls: { urlOf(label: string): string };
}

/** Gives a ticket to whoever is signed in and may see the environment; no more is said to others. */
export function createEntrance(deps: EntranceDeps): Entrance {
  const { findRoute, tickets, urls } = deps;
  return {
    dashboardUrl: deps.dashboardUrl,
    async enter(request, cookies) {
      const known = await signedIn(deps.authenticate, cookies);
      if (!known) return { kind: 'sign-in' };
      const { principal, setCookie } = known;
      const route = await findRoute(request.environment);
      const label = route && labelOf(route, request.service);
      if (!route || label === undefined || !maySee(principal, route))
        return { kind: 'nothing-there', setCookie };
      const ticket = tickets.make({
        slug: route.slug,
        personId: principal.id,
        sessionId: principal.sessionId ?? '',
        state: request.state,
      });
      const query = new URLSearchParams({ ticket, to: ownPath(request.to) });
      return { kind: 'go', url: `${urls.urlOf(label)}/__slipway/enter?${query}`, setCookie };
    },
  };
}

type Known = { principal: Principal; setCookie: string | null };

async function signedIn(
  authenticate: Gate['authenticate'],
  cookies: string | undefined,
): Promise<Known | undefined> {
  if (cookies === undefined) return undefined;
  try {
    return await authenticate({ authorization: undefined, cookies });
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}

function maySee(principal: Principal, { project, environment }: GatewayRoute): boolean {
  return mayIn(principal, 'object:read', { project, environment });
}

function labelOf({ slug, services }: GatewayRoute, service: string | undefined): string | undefined {
  if (service === undefined) return slug;
  return services.some(({ name, path }) => name === service && path !== null)
    ? `${service}--${slug}`
    : undefined;
}
