import { createLink, enterGateway, listLinks, revokeLink } from '@slipway/api';
import { type App, rawRoute, route } from '../platform/http/index.ts';
import { nothingThereText } from './door/plain-pages.ts';
import type { Gateway } from './gateway.ts';

export function gatewayRoutes(app: App, { links, entrance }: Pick<Gateway, 'links' | 'entrance'>): void {
  route(app, listLinks, async ({ params, query }) => ({ body: await links.list(params, query) }));
  route(app, createLink, async ({ params, body, author }) => ({
    body: await links.create(params, body, author),
  }));
  route(app, revokeLink, async ({ params, author }) => {
    await links.revoke(params, params.link, author);
    return { body: undefined };
  });

  rawRoute(app, enterGateway, async ({ query, request, reply }) => {
    const entered = await entrance.enter(query, request.headers.cookie);
    if (entered.kind === 'sign-in') {
      const back = `/gateway/enter?${new URLSearchParams(textsOf(query))}`;
      return void reply.redirect(
        `${entrance.dashboardUrl()}/sign-in?${new URLSearchParams({ next: back })}`,
        302,
      );
    }
    if (entered.setCookie !== null) reply.raw.setHeader('set-cookie', entered.setCookie);
    if (entered.kind === 'go') return void reply.redirect(entered.url, 302);
    reply.code(404).type('text/html; charset=utf-8').send(nothingThereText(entrance.dashboardUrl()));
  });
}

function textsOf(query: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}
