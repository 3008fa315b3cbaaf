import { getRuleset, ProblemError, postTelemetry, streamRuleset, watchEvents } from '@slipway/api';
import type { FastifyRequest } from 'fastify';
import { type App, type Principal, rawRoute, route } from '../platform/http/index.ts';
import { bodyOf } from './frames.ts';
import { isMatch, wantedVersion } from './headers.ts';
import type { Held } from './hub.ts';
import type { Delivery } from './index.ts';
import type { Holder } from './readers.ts';

/** What SDKs talk to; served on the main listener and on the delivery listener. */
export function deliveryRoutes(app: App, delivery: Delivery): void {
  const { hub, now } = delivery;

  rawRoute(app, streamRuleset, async ({ principal, request, reply }) => {
    const held = await find(delivery, principal);
    reply.hijack();
    const holder = holderOf(principal, null);
    hub.follow(held, { response: reply.raw, holder, lastEventId: lastEventIdOf(request) });
  });

  rawRoute(app, getRuleset, async ({ principal, request, reply }) => {
    const wanted = wantedVersion(request.headers['slipway-version'], principal.environmentKey ?? '');
    const held = await find(delivery, principal, wanted);
    const etag = `"${delivery.cursors.sign(held.live.environmentId, held.present.ruleset)}"`;
    reply.header('etag', etag).header('slipway-now', String(now()));
    if (isMatch(request.headers['if-none-match'], etag)) return void reply.code(304).send();
    reply.type('application/json; charset=utf-8').send(bodyOf(hub.fullFrame(held)));
  });

  route(app, postTelemetry, async ({ principal, body }) => {
    await delivery.insights.report({ environmentId: environmentOf(principal), report: body });
    return { body: undefined };
  });
}

/** Live events for people and scripts; on the main listener only. */
export function eventRoutes(app: App, delivery: Delivery): void {
  rawRoute(app, watchEvents, async ({ params, principal, request, reply }) => {
    const projectId = await delivery.findProject(params.project);
    if (projectId === undefined)
      throw new ProblemError('project-not-found', `There is no project "${params.project}".`);
    const sentId = await delivery.watch.startOf(projectId, lastEventIdOf(request));
    reply.hijack();
    const holder = holderOf(principal, projectId);
    delivery.watch.follow(projectId, { response: reply.raw, holder, sentId });
  });
}

function holderOf({ kind, id, sessionId }: Principal, projectId: number | null): Holder {
  const isPerson = kind === 'person';
  return { tokenId: isPerson ? null : id, personId: isPerson ? id : null, sessionId, projectId };
}

function lastEventIdOf({ headers }: FastifyRequest): string | undefined {
  return [headers['last-event-id']].flat()[0];
}

async function find(delivery: Delivery, principal: Principal, atLeast?: number): Promise<Held> {
  const held = await delivery.hub.read(environmentOf(principal), atLeast);
  if (held === undefined)
    throw new ProblemError(
      'unauthenticated',
      'The environment of this token is gone, and the token with it.',
    );
  return held;
}

function environmentOf({ environmentId, scope }: Principal): number {
  if (environmentId === null)
    throw new ProblemError(
      'forbidden',
      `A token of scope "${scope}" belongs to no environment. Use a "server" token of the environment.`,
    );
  return environmentId;
}
