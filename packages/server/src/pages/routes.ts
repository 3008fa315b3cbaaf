import fastifyStatic from '@fastify/static';
import { getRoot } from '@slipway/api';
import { type App, type RouteInput, rawRoute } from '../platform/http/index.ts';
import { getAsset } from './endpoints.ts';
import type { Pages } from './pages.ts';

/** What a file's name says of its content never changes. */
const YEAR_MS = 365 * 86_400_000;

export function pagesRoutes(app: App, pages: Pages): void {
  rawRoute(app, getRoot, ({ reply }) => void pages.answer(reply));

  // `serve: false`: the route is declared here, with its permission, and the plugin only sends.
  app.register(fastifyStatic, { serve: false, preCompressed: true, index: false, dotfiles: 'ignore' });
  const sendAsset = ({ request, reply }: Pick<RouteInput<typeof getAsset>, 'request' | 'reply'>): void => {
    const name = fileIn(request.params);
    if (pages.assets === null || name === null) return void reply.callNotFound();
    reply.sendFile(name, pages.assets, { maxAge: YEAR_MS, immutable: true });
  };
  rawRoute(app, getAsset, sendAsset, { isCompressed: false });
}

/** All of them lie side by side: any other name is no file of ours. */
const fileName = /^[\w-][\w.-]{0,200}$/;

function fileIn(params: unknown): string | null {
  if (typeof params !== 'object' || params === null || !('*' in params)) return null;
  const name = params['*'];
  return typeof name === 'string' && fileName.test(name) ? name : null;
}
