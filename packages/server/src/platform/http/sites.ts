import { ProblemError } from '@slipway/api';
import type { FastifyRequest } from 'fastify';

/** By which names we may be asked, and from which sites. */
export interface Sites {
  /** Throws `host-refused`: somebody’s name may have been made to lead here (DNS rebinding). */
  requireOwnHost(request: FastifyRequest): void;
  /**
   * Throws `origin-refused` when a page of another site sends the request. `isRequired`: a browser sends credentials
   * by itself, so it also has to say from where.
   */
  requireOwnOrigin(request: FastifyRequest, isRequired: boolean): void;
}

export interface SitesOptions {
  /** Names besides loopback’s, the address that was connected to and the public URL’s; null: any name. */
  hosts: readonly string[] | null;
  publicUrl: string | null;
}

export function createSites({ hosts, publicUrl }: SitesOptions): Sites {
  const ours = publicUrl === null ? null : new URL(publicUrl);
  const names = new Set([...(hosts ?? []), ...(ours ? [ours.hostname] : [])].map(plainName));

  const isOwnOrigin = (origin: string, host: string): boolean => {
    if (!URL.canParse(origin)) return false;
    const { host: theirs, hostname, origin: canonical } = new URL(origin);
    // By its own name only as published: the same name without TLS is somebody else’s to answer.
    if (ours && hostname === ours.hostname) return canonical === ours.origin;
    return theirs !== '' && theirs === host.toLowerCase();
  };

  return {
    requireOwnHost(request) {
      if (hosts === null) return;
      const name = plainName(nameOf(request.host));
      if (
        isLoopbackName(name) ||
        names.has(name) ||
        name === plainName(request.socket.localAddress ?? 'none')
      )
        return;
      throw new ProblemError(
        'host-refused',
        `"${name.slice(0, 200)}" is not the address of this Slipway. Use ${ours?.origin ?? 'the address it prints when it starts'}, or name the host by --allow-host.`,
      );
    },
    requireOwnOrigin(request, isRequired) {
      if (request.method === 'GET' || request.method === 'HEAD') return;
      const origin = request.headers.origin ?? refererOf(request);
      if (origin === undefined ? !isRequired : isOwnOrigin(origin, request.host)) return;
      throw new ProblemError(
        'origin-refused',
        origin === undefined
          ? 'A request with a session’s cookie that changes something has to name its Origin.'
          : `A page of ${origin.slice(0, 200)} may not do this. Use Slipway’s own pages, or a token.`,
      );
    },
  };
}

function refererOf({ headers }: FastifyRequest): string | undefined {
  const { referer } = headers;
  if (referer === undefined) return undefined;
  return URL.canParse(referer) ? new URL(referer).origin : referer;
}

/** `[::1]:4400` → `::1`, `slipway.example:443` → `slipway.example`. */
function nameOf(host: string): string {
  return /^\[([^\]]*)\](?::\d*)?$/.exec(host)?.[1] ?? host.replace(/:\d*$/, '');
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/\.$/, '');
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}
