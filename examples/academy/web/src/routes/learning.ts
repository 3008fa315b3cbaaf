import type { FastifyInstance } from 'fastify';
import { type Site, sendHtml, sendPage } from '../site.ts';
import { learningView, placesView } from '../views/learning.ts';
import { askToSignIn } from './enrolment.ts';

export function addLearning(app: FastifyInstance, site: Site): void {
  app.get('/learning', async (request, reply) => {
    if (!request.person.signedIn) return askToSignIn(request, reply);
    const main = learningView(await site.api.learning(request.person));
    return sendPage(site, request, reply, { title: 'My learning', active: 'learning', main });
  });

  app.get('/fragments/places', async (request, reply) =>
    sendHtml(reply, placesView(await site.api.learning(request.person))),
  );

  app.post<{ Params: { id: string } }>('/learning/:id/leave', async (request, reply) => {
    await site.api.leave(request.person, request.params.id);
    return reply.redirect('/learning', 303);
  });

  app.post<{ Params: { id: string; lesson: string } }>(
    '/learning/:id/lessons/:lesson',
    async (request, reply) => {
      const { id, lesson } = request.params;
      await site.api.completeLesson(request.person, id, lesson);
      const { course } = await site.api.enrolment(request.person, id);
      return reply.redirect(`/courses/${course}`, 303);
    },
  );
}
