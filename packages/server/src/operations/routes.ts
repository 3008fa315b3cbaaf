import {
  getHealth,
  getMetrics,
  getOpenApi,
  getReadiness,
  getReference,
  openApi,
  ProblemError,
} from '@slipway/api';
import { type App, rawRoute, route } from '../platform/http/index.ts';
import type { Operations } from './operations.ts';
import { referencePage } from './reference/index.ts';

/** For balancers and supervisors, on every listener. */
export function healthRoutes(app: App, operations: Operations): void {
  route(app, getHealth, () => ({ body: { status: 'ok' } }));
  route(app, getReadiness, async () => {
    if (operations.isDraining)
      throw new ProblemError(
        'busy',
        'Slipway is shutting down. Ask another replica, or wait for the restart.',
      );
    await operations.askDatabase();
    return { body: { status: 'ready' } };
  });
}

export function operationsRoutes(app: App, operations: Operations): void {
  const document = once(() => openApi(operations.version));
  const page = once(() => referencePage(operations.version));

  healthRoutes(app, operations);
  rawRoute(app, getMetrics, async ({ reply }) => {
    const text = await operations.metrics.text();
    await reply.type(operations.metrics.contentType).send(text);
  });
  route(app, getOpenApi, () => ({ body: { openapi: '3.1.0', ...document() } }));
  rawRoute(app, getReference, async ({ reply }) => {
    const { html, contentSecurityPolicy } = page();
    await reply
      .header('content-security-policy', contentSecurityPolicy)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(html);
  });
}

/** Nothing is made before somebody looks. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
