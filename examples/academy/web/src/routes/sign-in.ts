import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from '../api.ts';
import { type Site, sendPage } from '../site.ts';
import { signInView } from '../views/sign-in.ts';

const text = { type: 'string', maxLength: 1_000, default: '' };

export function addSignIn(app: FastifyInstance, site: Site): void {
  app.get<{ Querystring: { next: string } }>(
    '/sign-in',
    { schema: { querystring: { type: 'object', properties: { next: text } } } },
    async (request, reply) => sendSignIn(request, reply, request.query.next, null),
  );

  app.post<{ Body: { email: string; next: string } }>(
    '/sign-in',
    { schema: { body: { type: 'object', properties: { email: text, next: text } } } },
    async (request, reply) => {
      const { email, next } = request.body;
      try {
        const account = await site.api.signIn(request.person, email);
        site.identity.signIn(reply, { ...account, signedIn: true });
        return reply.redirect(ownPath(next), 303);
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 400) throw error;
        reply.code(400);
        return sendSignIn(request, reply, next, 'Write an e-mail address such as you@mail.example.');
      }
    },
  );

  app.post('/sign-out', async (_request, reply) => {
    site.identity.signOut(reply);
    return reply.redirect('/', 303);
  });

  async function sendSignIn(
    request: FastifyRequest,
    reply: FastifyReply,
    next: string,
    problem: string | null,
  ): Promise<FastifyReply> {
    const people = await site.api.samplePeople(request.person);
    return sendPage(site, request, reply, { title: 'Sign in', main: signInView({ next, people, problem }) });
  }
}

/** Only a path of this site: `//elsewhere` and whole addresses lead to the front page. */
export function ownPath(next: string): string {
  return /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : '/';
}
