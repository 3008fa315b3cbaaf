import type { FastifyRequest } from 'fastify';
import type { Device } from './sessions.ts';

/** Where people find us. A request’s host was checked before. */
export function baseUrlOf(
  { publicUrl }: { publicUrl: string | null },
  { protocol, host }: FastifyRequest,
): string {
  return publicUrl ?? `${protocol}://${host}`;
}

export function deviceIn(request: FastifyRequest): Device {
  return { userAgent: request.headers['user-agent'], address: request.ip };
}
