import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ApiProblem } from './api.ts';
import { isFromElsewhere } from './identity.ts';
import { addCatalogue } from './routes/catalogue.ts';
import { addEnrolment } from './routes/enrolment.ts';
import { addLearning } from './routes/learning.ts';
import { addSignIn } from './routes/sign-in.ts';
import { type Site, sendPage } from './site.ts';
import { type Trouble, troubleView } from './views/trouble.ts';

const policy =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";

const troubles: Record<number, string> = {
  400: 'That address is not right',
  403: 'This form came from elsewhere',
  404: 'That page is not here',
  409: 'That is not possible',
  503: 'We will be right back',
};

export function createApp(site: Site): FastifyInstance {
  const app = Fastify({ routerOptions: { ignoreTrailingSlash: true }, forceCloseConnections: 'idle' });
  app.decorateRequest('person');
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.get('/healthz', async (_request, reply) => {
    const isReady = site.isReady();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'starting' });
  });
  app.get('/live', (_request, reply) => {
    reply.hijack();
    site.live.join(reply.raw);
  });
  site.assets.serve(app);
  app.register(async (pages) => addPages(pages, site));
  app.addHook('preClose', async () => site.live.close());
  return app;
}

function addPages(app: FastifyInstance, site: Site): void {
  app.addHook('onRequest', async (request, reply) => {
    request.person = site.identity.identify(request, reply);
    reply.header('content-security-policy', policy).header('x-content-type-options', 'nosniff');
    if (isFromElsewhere(request))
      throw new ApiProblem(403, 'cross-site', 'Open the page here and send the form again.');
  });
  app.setErrorHandler((error, request, reply) => sendTrouble(site, error, request, reply));
  app.setNotFoundHandler((request, reply) => sendTrouble(site, notFound(), request, reply));
  addCatalogue(app, site);
  addEnrolment(app, site);
  addLearning(app, site);
  addSignIn(app, site);
}

function notFound(): ApiProblem {
  return new ApiProblem(
    404,
    'page-not-found',
    'The address may be old, or mistyped. Search for what you were after.',
  );
}

function sendTrouble(site: Site, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, message } = toProblem(error);
  if (!(error instanceof ApiProblem) && status >= 500)
    console.error(`${request.method} ${request.url} failed:`, error);
  const trouble: Trouble = { title: troubles[status] ?? 'Something broke on our side', detail: message };
  return sendPage(site, request, reply.code(status), {
    title: trouble.title,
    main: troubleView(status, trouble),
  });
}

function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const isClientError =
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500;
  if (isClientError)
    return new ApiProblem(400, 'invalid-request', 'Something in it does not fit. Go back and try again.');
  return new ApiProblem(500, 'internal', 'It was logged. Try again in a moment.');
}
