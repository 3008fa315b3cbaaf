import type { FastifyInstance } from 'fastify';
import type { Search } from '../api.ts';
import { Html } from '../html.ts';
import { enrolBoxFor, recommendationsFor, type Site, sendHtml, sendPage } from '../site.ts';
import { catalogueView, recommendationsView, resultsView } from '../views/catalogue.ts';
import { courseView, enrolBoxView } from '../views/course.ts';

const text = { type: 'string', maxLength: 100, default: '' };
const search = { querystring: { type: 'object', properties: { q: text, category: text, level: text } } };
const viewing = { querystring: { type: 'object', properties: { course: text } } };

export function addCatalogue(app: FastifyInstance, site: Site): void {
  app.get<{ Querystring: Search }>('/', { schema: search }, async (request, reply) => {
    const { person, query } = request;
    const [catalogue, recommendations] = await Promise.all([
      site.api.catalogue(person, query),
      recommendationsFor(site, person, ''),
    ]);
    const main = catalogueView({ search: query, catalogue, recommendations });
    return sendPage(site, request, reply, { title: 'Courses', active: 'courses', main });
  });

  app.get<{ Params: { slug: string } }>('/courses/:slug', async (request, reply) => {
    const { person, params } = request;
    const [box, recommendations] = await Promise.all([
      enrolBoxFor(site, person, params.slug),
      recommendationsFor(site, person, params.slug),
    ]);
    return sendPage(site, request, reply, {
      title: box.course.title,
      active: 'courses',
      main: courseView(box, recommendations),
    });
  });

  app.get<{ Querystring: Search }>('/fragments/results', { schema: search }, async (request, reply) =>
    sendHtml(reply, resultsView(await site.api.catalogue(request.person, request.query))),
  );

  app.get<{ Querystring: { course: string } }>(
    '/fragments/recommendations',
    { schema: viewing },
    async (request, reply) => {
      const recommendations = await recommendationsFor(site, request.person, request.query.course);
      const shelf = recommendations && recommendationsView(recommendations);
      return sendHtml(reply, shelf instanceof Html ? shelf : null);
    },
  );

  app.get<{ Querystring: { course: string } }>(
    '/fragments/enrol-box',
    { schema: viewing },
    async (request, reply) =>
      sendHtml(reply, enrolBoxView(await enrolBoxFor(site, request.person, request.query.course))),
  );
}
