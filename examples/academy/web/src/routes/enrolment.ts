import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from '../api.ts';
import type { Person } from '../person.ts';
import { enrolBoxFor, type Site, sendHtml, sendPage } from '../site.ts';
import { type Checkout, checkoutForm, checkoutView } from '../views/checkout.ts';
import { countPlaces, enrolmentView } from '../views/learning.ts';

interface Choices {
  promo: string;
  goal: string;
}

const text = { type: 'string', maxLength: 200, default: '' };
const choices = { type: 'object', properties: { promo: text, goal: text } };
const order = { type: 'object', properties: { promo: text, goal: text, total: { type: 'integer' } } };

const refusals: Record<string, string> = {
  'enrolment-limit': 'All your places are in use',
  'course-full': 'The course is full',
  'already-enrolled': 'You are in this course already',
  'checkout-changed': 'The price changed',
};

export function addEnrolment(app: FastifyInstance, site: Site): void {
  type Enrol = { Params: { slug: string }; Querystring: Choices; Body: Choices & { total?: number } };

  app.get<Enrol>('/courses/:slug/enrol', { schema: { querystring: choices } }, async (request, reply) => {
    if (!request.person.signedIn) return askToSignIn(request, reply);
    return sendCheckout(request, reply, request.params.slug, request.query, null);
  });

  app.post<Enrol>('/courses/:slug/enrol', { schema: { body: order } }, async (request, reply) => {
    if (!request.person.signedIn) return askToSignIn(request, reply);
    const { slug } = request.params;
    const { promo, goal, total } = request.body;
    try {
      const wanted = { course: slug, promo, goal: goal || null, expectedTotalCents: total ?? null };
      const { id } = await site.api.enrol(request.person, wanted);
      site.flags.reportEnrolment(request.person, false);
      return reply.redirect(`/enrolments/${id}`, 303);
    } catch (error) {
      if (!(error instanceof ApiProblem) || !refusals[error.code]) throw error;
      site.flags.reportEnrolment(request.person, true);
      reply.code(409);
      return sendCheckout(request, reply, slug, { promo, goal }, error);
    }
  });

  app.get<{ Querystring: Choices & { course: string } }>(
    '/fragments/checkout',
    { schema: { querystring: { ...choices, properties: { ...choices.properties, course: text } } } },
    async (request, reply) => {
      const { course, promo, goal } = request.query;
      return sendHtml(reply, checkoutForm(await checkoutFor(request.person, course, { promo, goal }, null)));
    },
  );

  app.get<{ Params: { id: string } }>('/enrolments/:id', async (request, reply) => {
    if (!request.person.signedIn) return askToSignIn(request, reply);
    const enrolment = await site.api.enrolment(request.person, request.params.id);
    const title = enrolment.status === 'pending' ? 'Check your e-mail' : 'You’re in';
    return sendPage(site, request, reply, { title, main: enrolmentView(enrolment, request.person) });
  });

  app.post<{ Params: { token: string } }>('/confirmations/:token', async (request, reply) => {
    const { id } = await site.api.confirm(request.person, request.params.token);
    return reply.redirect(`/enrolments/${id}`, 303);
  });

  async function sendCheckout(
    request: FastifyRequest,
    reply: FastifyReply,
    slug: string,
    chosen: Choices,
    refusal: ApiProblem | null,
  ): Promise<FastifyReply> {
    const checkout = await checkoutFor(request.person, slug, chosen, refusal);
    return sendPage(site, request, reply, {
      title: `Enrol in ${checkout.course.title}`,
      main: checkoutView(checkout),
    });
  }

  async function checkoutFor(
    person: Person,
    slug: string,
    chosen: Choices,
    refusal: ApiProblem | null,
  ): Promise<Checkout> {
    const [box, price, places] = await Promise.all([
      enrolBoxFor(site, person, slug),
      site.api.quote(person, slug, chosen.promo),
      person.signedIn ? site.api.learning(person) : null,
    ]);
    const told = refusal && { title: refusals[refusal.code] ?? 'That did not work', detail: refusal.message };
    return { ...box, ...chosen, price, places: places && countPlaces(places), refusal: told };
  }
}

export function askToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const next = request.method === 'GET' ? request.url : '/';
  return reply.redirect(`/sign-in?next=${encodeURIComponent(next)}`, 303);
}
