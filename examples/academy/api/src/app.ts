import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { findCourse, findCourses, firstRow, listCategories } from './courses.ts';
import type { Database } from './database.ts';
import { createEnrolments, type EnrolmentRequest } from './enrolments.ts';
import type { Flags } from './flags.ts';
import { completeLesson, findEnrolment, findEnrolmentFor, leave, listLearning } from './learning.ts';
import { findOrCreateAccount, listSamplePeople } from './people.ts';
import { type Person, readPerson, requireSignedIn } from './person.ts';
import { quote } from './pricing.ts';
import { Problem } from './problem.ts';
import { recommend } from './recommendations.ts';

export interface AppDeps {
  database: Database;
  flags: Flags;
  now: () => Date;
  /** False until flags were asked for once: the rules would not be the right ones yet. */
  isReady: () => boolean;
}

const text = { type: 'string', maxLength: 200, default: '' };

export function createApp(deps: AppDeps): FastifyInstance {
  const app = Fastify({ routerOptions: { ignoreTrailingSlash: true }, forceCloseConnections: 'idle' });
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => {
    const detail = `This service has no ${request.method} ${request.url}.`;
    return sendProblem(new Problem('route-not-found', detail), request, reply);
  });
  app.get('/healthz', async (_request, reply) => {
    await deps.database.query('select 1');
    const isReady = deps.isReady();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'starting' });
  });
  addCatalogue(app, deps);
  addEnrolments(app, deps);
  addPeople(app, deps);
  return app;
}

function addCatalogue(app: FastifyInstance, { database, flags }: AppDeps): void {
  app.get<{ Querystring: { q: string; category: string; level: string } }>(
    '/courses',
    { schema: { querystring: { type: 'object', properties: { q: text, category: text, level: text } } } },
    async (request) => {
      const { q, category, level } = request.query;
      const ranking = await flags.searchRanking(person(request));
      const search = { text: q, category, level };
      const [courses, categories] = await Promise.all([
        findCourses(database, search, ranking),
        listCategories(database, search),
      ]);
      return { ranking, courses, categories };
    },
  );

  app.get<{ Params: { slug: string } }>('/courses/:slug', async (request) => {
    const visitor = person(request);
    const { slug } = request.params;
    const [course, enrolment] = await Promise.all([
      findCourse(database, slug),
      findEnrolmentFor(database, visitor.id, slug),
    ]);
    return { course, enrolment, price: quote(course.priceCents, visitor.plan) };
  });

  app.get<{ Querystring: { course: string } }>(
    '/recommendations',
    { schema: { querystring: { type: 'object', properties: { course: text } } } },
    async (request) => {
      const visitor = person(request);
      const viewing = request.query.course;
      const shown = viewing === '' ? await firstRow(database, await flags.searchRanking(visitor)) : [];
      return recommend(database, { userId: visitor.id, viewing, shown });
    },
  );
}

function addEnrolments(app: FastifyInstance, deps: AppDeps): void {
  const { database, flags } = deps;
  const enrolments = createEnrolments(deps);

  app.get<{ Params: { slug: string }; Querystring: { promo: string } }>(
    '/courses/:slug/quote',
    { schema: { querystring: { type: 'object', properties: { promo: text } } } },
    async (request) => enrolments.quote(person(request), request.params.slug, request.query.promo),
  );

  app.post<{ Body: EnrolmentRequest }>(
    '/enrolments',
    { schema: { body: enrolmentBody } },
    async (request, reply) => {
      const enrolment = await enrolments.enrol(requireSignedIn(person(request)), request.body);
      return reply.code(201).send(enrolment);
    },
  );

  app.get('/learning', async (request) => {
    const learner = requireSignedIn(person(request));
    const [entries, limit] = await Promise.all([
      listLearning(database, learner.id),
      flags.enrolmentLimit(learner),
    ]);
    return { entries, limit };
  });

  app.get<{ Params: { id: string } }>('/enrolments/:id', async (request) =>
    findEnrolment(database, requireSignedIn(person(request)).id, request.params.id),
  );

  app.post<{ Params: { id: string } }>('/enrolments/:id/leave', async (request, reply) => {
    await leave(database, requireSignedIn(person(request)).id, request.params.id);
    return reply.code(204).send();
  });

  app.post<{ Params: { id: string; lesson: number } }>(
    '/enrolments/:id/lessons/:lesson',
    { schema: { params: { type: 'object', properties: { id: text, lesson: { type: 'integer' } } } } },
    async (request, reply) => {
      const { id, lesson } = request.params;
      await completeLesson(database, requireSignedIn(person(request)).id, id, lesson);
      return reply.code(204).send();
    },
  );

  app.post<{ Params: { token: string } }>('/confirmations/:token', async (request) =>
    enrolments.confirm(request.params.token),
  );
}

const enrolmentBody = {
  type: 'object',
  required: ['course'],
  additionalProperties: false,
  properties: {
    course: { type: 'string', maxLength: 100 },
    promo: text,
    goal: { type: ['string', 'null'], maxLength: 200, default: null },
    expectedTotalCents: { type: ['integer', 'null'], default: null },
  },
};

function addPeople(app: FastifyInstance, { database }: AppDeps): void {
  app.get('/people', async () => listSamplePeople(database));

  app.post<{ Body: { email: string } }>(
    '/sessions',
    {
      schema: {
        body: {
          type: 'object',
          required: ['email'],
          properties: { email: { type: 'string', maxLength: 200, pattern: '^\\s*[^@\\s]+@[^@\\s]+\\s*$' } },
        },
      },
    },
    async (request) => findOrCreateAccount(database, request.body.email),
  );
}

function person(request: FastifyRequest): Person {
  return readPerson(request.headers['x-academy-user']);
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  if (problem.status >= 500) console.error(`${request.method} ${request.url} failed:`, error);
  return reply.code(problem.status).type('application/problem+json').send(problem.toJSON());
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const isClientError =
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500;
  if (isClientError) return new Problem('invalid-request', error.message);
  return new Problem('internal', 'The request failed and was logged. Try again in a moment.');
}
