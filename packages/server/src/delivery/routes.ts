import { getRuleset, ProblemError, postTelemetry, streamRuleset, watchEvents } from '@slipway/api';
import type { FastifyRequest } from 'fastify';
import {
  type App,
  codingOf,
  type Principal,
  type RouteInput,
  rawRoute,
  route,
} from '../platform/http/index.ts';
import { isMatch, wantedVersion } from './headers.ts';
import type { Held } from './hub.ts';
import type { Delivery } from './index.ts';
import { packedBody } from './packed.ts';
import { holderOf } from './side-stream.ts';

/** What SDKs talk to; served on the main listener and on the delivery listener. */
export function deliveryRoutes(app: App, delivery: Delivery): void {
  const { hub } = delivery;

  rawRoute(app, streamRuleset, async ({ principal, request, reply }) => {
    const held = await find(delivery, principal);
    reply.hijack();
    const holder = holderOf(principal, null);
    hub.follow(held, { response: reply.raw, holder, lastEventId: lastEventIdOf(request) });
  });

  rawRoute(app, getRuleset, (input) => answerRuleset(delivery, input), { isCompressed: false });

  route(app, postTelemetry, async ({ principal, body }) => {
    await delivery.insights.report({ environmentId: environmentOf(principal), report: body });
    return { body: undefined };
  });
}

async function answerRuleset(
  delivery: Delivery,
  {
    principal,
    request: { headers },
    reply,
  }: Pick<RouteInput<typeof getRuleset>, 'principal' | 'request' | 'reply'>,
): Promise<void> {
  const wanted = wantedVersion(headers['slipway-version'], principal.environmentKey ?? '');
  const held = await find(delivery, principal, wanted);
  const etag = `"${delivery.cursors.sign(held.live.environmentId, held.present.ruleset)}"`;
  const coding = codingOf(headers['accept-encoding']);
  // The same ruleset in other bytes is equivalent, not equal.
  reply.header('etag', coding === null ? etag : `W/${etag}`);
  reply.header('vary', 'accept-encoding').header('slipway-now', String(delivery.now()));
  if (isMatch(headers['if-none-match'], etag)) return void reply.code(304).send();
  const body = await packedBody(delivery.hub.fullFrame(held), coding);
  if (coding !== null) reply.header('content-encoding', coding);
  reply.type('application/json; charset=utf-8').send(body);
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
