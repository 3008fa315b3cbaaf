import type { FastifyRequest } from 'fastify';

/** First parts of paths that belong to programs: what is unknown there is a 404 for everybody. */
const programs = new Set([
  'api',
  'sdk',
  'ofrep',
  'hooks',
  'assets',
  'reference',
  'openapi.json',
  'metrics',
  'healthz',
  'readyz',
  '__slipway',
]);

export function isForPrograms(path: string): boolean {
  return programs.has(path.split(/[/?]/, 2)[1] ?? '');
}

/**
 * Somebody opens a path in a browser. Keys may contain dots, so a path does not tell a page from a file: what the
 * browser is going to do with the answer does.
 */
export function isPageWanted({
  method,
  url,
  headers,
}: Pick<FastifyRequest, 'method' | 'url' | 'headers'>): boolean {
  return (method === 'GET' || method === 'HEAD') && !isForPrograms(url) && takesHtml(headers.accept ?? '');
}

function takesHtml(accept: string): boolean {
  return accept
    .split(',')
    .some((range) => /^\s*text\/html\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:;|$)).*)?$/i.test(range));
}
