import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodePerson, encodePerson, type Person, stranger } from './person.ts';

export interface Identity {
  /** Who asks: a trusted header, else the session, else a stranger who keeps the same id between visits. */
  identify(request: FastifyRequest, reply: FastifyReply): Person;
  signIn(reply: FastifyReply, person: Person): void;
  signOut(reply: FastifyReply): void;
}

export interface IdentityDeps {
  secret: string;
  trustUserHeader: boolean;
  newId: () => string;
}

const SESSION = 'academy_session';
const VISITOR = 'academy_visitor';
const YEAR = 31_536_000;
const WEEK = 604_800;

export function createIdentity({ secret, trustUserHeader, newId }: IdentityDeps): Identity {
  const sign = (value: string): string => createHmac('sha256', secret).update(value).digest('base64url');

  function readSession(value: string | undefined): Person | null {
    const [payload, signature] = value?.split('~') ?? [];
    if (!payload || !signature) return null;
    return isSame(signature, sign(payload)) ? decodePerson(payload) : null;
  }

  function readVisitor(value: string | undefined, reply: FastifyReply): Person {
    if (value && /^v[\w-]{8,64}$/.test(value)) return stranger(value);
    const id = `v${newId()}`;
    setCookie(reply, VISITOR, id, YEAR);
    return stranger(id);
  }

  return {
    identify(request, reply) {
      const header = request.headers['x-academy-user'];
      const vouched = trustUserHeader && typeof header === 'string' ? decodePerson(header) : null;
      if (vouched) return vouched;
      const cookies = readCookies(request.headers.cookie);
      return readSession(cookies.get(SESSION)) ?? readVisitor(cookies.get(VISITOR), reply);
    },
    signIn(reply, person) {
      const payload = encodePerson(person);
      setCookie(reply, SESSION, `${payload}~${sign(payload)}`, WEEK);
    },
    signOut(reply) {
      setCookie(reply, SESSION, '', 0);
    },
  };
}

/** A form may only be sent from our own pages; browsers say where it comes from. */
export function isFromElsewhere(request: FastifyRequest): boolean {
  return request.method === 'POST' && request.headers['sec-fetch-site'] === 'cross-site';
}

function setCookie(reply: FastifyReply, name: string, value: string, maxAge: number): void {
  reply.header('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}`);
}

function readCookies(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
