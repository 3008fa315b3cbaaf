import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UsageError } from '../platform/config/index.ts';
import { prefixOf } from '../platform/http/index.ts';
import { type BuiltDocument, readDocument } from './build.ts';
import { documentAt, type FillDocument } from './document.ts';
import { notBuiltPage } from './not-built.ts';
import { pagePolicy } from './policy.ts';
import { isForPrograms, isPageWanted } from './wanted.ts';

/** The dashboard: one document for every path that it knows, and the files which that names. */
export interface Pages {
  /** Of the files; null when the dashboard is not installed. */
  readonly assets: string | null;
  answer(reply: FastifyReply): FastifyReply;
  /** Answers a path that nothing else serves, if it is asked for as a page. */
  answerIfWanted(request: FastifyRequest, reply: FastifyReply): FastifyReply | null;
}

export interface PagesOptions {
  /** Of the built dashboard; null when it is not installed. */
  folder: string | null;
  publicUrl: string | null;
  /** What may be shown in a frame, as a source of the policy, such as `http://*.localhost:4401`; null: nothing. */
  frames?: string | null;
}

/** Throws UsageError when pages would be published where programs ask. */
export function createPages({ folder, publicUrl, frames = null }: PagesOptions): Pages {
  const basePath = prefixOf(publicUrl);
  if (isForPrograms(basePath))
    throw new UsageError(
      `--public-url (SLIPWAY_PUBLIC_URL) ends in ${basePath}, where Slipway’s own routes are. Publish it below another path.`,
    );
  const fill = present(folder, basePath);
  const answer = (reply: FastifyReply): FastifyReply => {
    const document = fill();
    return document === null ? answerNotBuilt(reply) : answerDocument(reply, document, frames);
  };
  return {
    assets: folder === null ? null : join(folder, 'assets'),
    answer,
    answerIfWanted: (request, reply) =>
      isPageWanted(request) ? answer(reply.header('vary', 'accept')) : null,
  };
}

/** Whoever builds the dashboard, again or for the first time, does not have to start Slipway again. */
function present(folder: string | null, basePath: string): () => FillDocument | null {
  let known: BuiltDocument | null = null;
  let fill: FillDocument | null = null;
  return () => {
    const built = folder === null ? null : readDocument(folder, known);
    if (built !== known) fill = built && documentAt(built.text, basePath);
    known = built;
    return fill;
  };
}

function answerDocument(reply: FastifyReply, fill: FillDocument, frames: string | null): FastifyReply {
  const nonce = randomBytes(18).toString('base64');
  return reply
    .code(200)
    .header('content-security-policy', pagePolicy(nonce, frames))
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(fill(nonce));
}

function answerNotBuilt(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(notBuiltPage);
}
