import type { FastifyRequest } from 'fastify';
import type { Cookie } from './cookie.ts';
import type { Device } from './sessions.ts';

/** Where people find us. A request’s host was checked before. */
export function baseUrlOf(
  { publicUrl }: { publicUrl: string | null },
  { protocol, host }: FastifyRequest,
): string {
  return publicUrl ?? `${protocol}://${host}`;
}

export function deviceIn({ headers, ip }: FastifyRequest, cookie: Pick<Cookie, 'read'>): Device {
  return { userAgent: headers['user-agent'], address: ip, replaces: cookie.read(headers.cookie) };
}
