import { ProblemError } from '@slipway/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem } from './problem-reply.ts';

/** Which methods a path has. */
export interface KnownPaths {
  add(path: string, methods: readonly string[]): void;
  methodsOf(path: string): string[];
}

export function createKnownPaths(): KnownPaths {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  return {
    add(path, methods) {
      const entry = known.get(path) ?? { pattern: patternOf(path), methods: new Set() };
      for (const method of methods) entry.methods.add(method);
      known.set(path, entry);
    },
    methodsOf: (path) => [
      ...new Set(
        [...known.values()].flatMap((entry) => (entry.pattern.test(path) ? [...entry.methods] : [])),
      ),
    ],
  };
}

/** Answers what no route takes: 405 with `Allow` where another method would do, else 404. */
export function answerUnknownRoute(
  paths: KnownPaths,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '';
  const methods = paths.methodsOf(path);
  if (methods.length === 0)
    return answerProblem(
      new ProblemError(
        'route-not-found',
        `There is no ${path.slice(0, 200)} here.${hasReference(paths) ? ' /reference lists every route.' : ''}`,
      ),
      request,
      reply,
    );
  const allow = methods.sort().join(', ');
  reply.header('allow', allow);
  const refusal = new ProblemError('method-not-allowed', `${path} takes ${allow}, not ${request.method}.`);
  return answerProblem(refusal, request, reply);
}

/** The delivery listener has none. */
function hasReference(paths: KnownPaths): boolean {
  return paths.methodsOf('/reference').length > 0;
}

function patternOf(path: string): RegExp {
  const parts = path.split(/(:\w+)/).map((part) => (part.startsWith(':') ? '[^/]+' : literal(part)));
  return new RegExp(`^${parts.join('')}$`);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
