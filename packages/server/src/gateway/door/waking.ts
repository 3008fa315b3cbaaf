import type { GatewayRoute } from '../routes-source.ts';
import { failedPage } from './failed-page.ts';
import type { Exchange, HandlerDeps } from './handler.ts';
import { sendPage, sendProblem } from './reply.ts';
import { dashboardOf, isAsleep, isComing, isUp, whenSettled } from './route-table.ts';
import { isIdle, isNavigation } from './visitor.ts';
import { waitingPage } from './waiting-page.ts';

/** What happens to a request while its environment is not up. */
export interface Waking {
  /** The route once it is up; undefined when the request has been answered instead. */
  bringUp(
    exchange: Exchange,
    route: GatewayRoute,
    isMember: () => Promise<boolean>,
  ): Promise<GatewayRoute | undefined>;
}

/** One wake is enough for everybody who comes at once. */
const WAKE_AGAIN_MS = 1_000;
/** Requests that wait for one environment. */
const MOST_HELD = 200;

export function createWaking(deps: Pick<HandlerDeps, 'options' | 'routes' | 'controlPlane'>): Waking {
  const { options, routes, controlPlane } = deps;
  const wokenAt = new Map<number, number>();
  const held = new Map<string, number>();
  const framedBy = new URL(options.dashboardUrl).origin;

  const wake = ({ hostedId }: GatewayRoute): void => {
    const at = performance.now();
    if (at - (wokenAt.get(hostedId) ?? Number.NEGATIVE_INFINITY) < WAKE_AGAIN_MS) return;
    wokenAt.set(hostedId, at);
    controlPlane.wake(hostedId);
  };

  const hold = async ({ response, upgrade }: Exchange, { slug }: GatewayRoute): Promise<void> => {
    const waiting = held.get(slug) ?? 0;
    if (waiting >= MOST_HELD) return;
    held.set(slug, waiting + 1);
    const gone = new AbortController();
    (upgrade?.socket ?? response).once('close', () => gone.abort());
    await whenSettled(routes, slug, AbortSignal.any([gone.signal, AbortSignal.timeout(options.holdMs)]));
    const left = (held.get(slug) ?? 1) - 1;
    if (left > 0) held.set(slug, left);
    else held.delete(slug);
  };

  const answerFailed = async (
    { request, response }: Exchange,
    route: GatewayRoute,
    isMember: () => Promise<boolean>,
  ): Promise<void> => {
    if (!isNavigation(request))
      return sendProblem(response, 'environment-not-up', 'The environment could not be brought up.');
    const link = (await isMember().catch(() => false)) ? dashboardOf(options.dashboardUrl, route) : null;
    sendPage(response, failedPage(route, link), { status: 503, framedBy });
  };

  return {
    async bringUp(exchange, route, isMember) {
      const { request, response } = exchange;
      if (isComing(route)) {
        if (isIdle(request)) return void sendProblem(response, 'environment-not-up', 'It is not up.');
        if (isAsleep(route)) wake(route);
        if (isNavigation(request))
          return void sendPage(response, waitingPage(route, Date.now()), {
            status: 503,
            framedBy,
            headers: { 'retry-after': '1' },
          });
        await hold(exchange, route);
      }
      const now = routes.get(route.slug) ?? null;
      if (now && isUp(now)) return now;
      if (now && !isComing(now)) return void (await answerFailed(exchange, now, isMember));
      return void sendProblem(
        response,
        'environment-not-up',
        'The environment is still on its way up. Try again.',
      );
    },
  };
}
