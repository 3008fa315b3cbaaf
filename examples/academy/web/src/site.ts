import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api, CourseView, Recommendations } from './api.ts';
import type { Assets } from './assets.ts';
import type { Flags } from './flags.ts';
import type { Html } from './html.ts';
import type { Identity } from './identity.ts';
import type { Live } from './live.ts';
import type { Person } from './person.ts';
import type { EnrolBox } from './views/course.ts';
import { type PageContent, page } from './views/page.ts';

declare module 'fastify' {
  interface FastifyRequest {
    person: Person;
  }
}

/** What every page is made from. */
export interface Site {
  /** False until flags were asked for once: users sent here earlier would see features come late. */
  isReady: () => boolean;
  api: Api;
  flags: Flags;
  identity: Identity;
  live: Live;
  assets: Assets;
  environment: string;
  version: string;
}

export function sendPage(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  content: PageContent,
): FastifyReply {
  const { environment, version } = site;
  const frame = {
    person: request.person,
    environment,
    version,
    generation: site.live.generation(),
    path: request.method === 'GET' ? request.url : '/',
    asset: site.assets.address,
  };
  return sendHtml(reply, page(frame, content));
}

export function sendHtml(reply: FastifyReply, content: Html | null): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(content?.markup ?? '');
}

/** `null` for whom the flag is off: the api is not even asked. */
export async function recommendationsFor(
  site: Site,
  person: Person,
  viewing: string,
): Promise<Recommendations | null> {
  return (await site.flags.hasRecommendations(person)) ? site.api.recommendations(person, viewing) : null;
}

export async function enrolBoxFor(site: Site, person: Person, slug: string): Promise<EnrolBox> {
  const [view, hasNewCheckout]: [CourseView, boolean] = await Promise.all([
    site.api.course(person, slug),
    site.flags.hasNewCheckout(person),
  ]);
  return { ...view, person, hasNewCheckout };
}
