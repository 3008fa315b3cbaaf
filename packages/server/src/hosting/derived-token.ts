import { createHmac } from 'node:crypto';

/** An environment's own SDK token: the same as long as its generation is, and kept nowhere. */
export function derivedToken(key: Buffer, environmentId: number, generation: number): string {
  const mac = createHmac('sha256', key).update(`environment-token:${environmentId}:${generation}`).digest();
  return `slw_server_${mac.toString('base64url')}`;
}
