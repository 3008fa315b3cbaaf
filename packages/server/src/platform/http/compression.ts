import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** As HTTP names them, the better one first. */
const codings = ['br', 'gzip'] as const;
export type Coding = (typeof codings)[number];

const SMALLEST_BYTES = 1024;

/**
 * Answers of 1 KB or more are compressed for who takes that, except by routes that say `compress: false`. Bodies of
 * requests are not unpacked: a small one could become a large one.
 */
export function compressAnswers(app: FastifyInstance): void {
  const options = { encodings: [...codings], threshold: SMALLEST_BYTES, globalDecompression: false };
  // Called, not registered: a plugin is loaded when the routes have been declared, and would miss them.
  fastifyCompress(app, options, (error) => {
    if (error) throw error;
  });
}

/** The best coding that a request takes; null: none. */
export function codingOf(acceptEncoding: string | string[] | undefined): Coding | null {
  const offers = new Map([acceptEncoding].flat().join(',').split(',').map(offerOf));
  const takes = (coding: Coding): boolean => (offers.get(coding) ?? offers.get('*') ?? 0) > 0;
  return codings.find(takes) ?? null;
}

/** `gzip;q=0.5` → `['gzip', 0.5]`. */
function offerOf(text: string): [string, number] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return [name, Number(weight) || 0];
}

/** Off the event loop; for what is compressed once and sent often. */
export function compress(content: Buffer, coding: Coding): Promise<Buffer> {
  if (coding === 'gzip') return promisify(gzip)(content);
  return promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}
