import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { cover, isCategory } from './covers.ts';

export interface Assets {
  /** The address of a file, with its content's hash: it may be cached for ever. */
  address(name: string): string;
  serve(app: FastifyInstance): void;
}

const types = {
  'academy.css': 'text/css; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const satisfies Record<string, string>;

const FOREVER = 'public, max-age=31536000, immutable';

export async function loadAssets(): Promise<Assets> {
  const files = new Map(
    await Promise.all(
      Object.entries(types).map(async ([name, type]) => [name, await load(name, type)] as const),
    ),
  );
  return {
    address: (name) => `/assets/${name}?v=${files.get(name)?.hash ?? ''}`,
    serve(app) {
      app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
        const file = files.get(request.params.name);
        if (!file) return reply.callNotFound();
        return reply.type(file.type).header('cache-control', FOREVER).send(file.content);
      });
      app.get<{ Params: { category: string; file: string } }>(
        '/covers/:category/:file',
        async (request, reply) => {
          const { category, file } = request.params;
          const slug = /^([a-z0-9-]{1,80})\.svg$/.exec(file)?.[1];
          if (!slug || !isCategory(category)) return reply.callNotFound();
          return reply.type('image/svg+xml').header('cache-control', FOREVER).send(cover(slug, category));
        },
      );
    },
  };
}

async function load(name: string, type: string): Promise<{ type: string; content: Buffer; hash: string }> {
  const content = await readFile(new URL(`./assets/${name}`, import.meta.url));
  return { type, content, hash: createHash('sha256').update(content).digest('hex').slice(0, 10) };
}
