import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whom a pass was given to. */
export type PassHolder =
  | { readonly kind: 'member'; readonly personId: string; readonly sessionId: string }
  | { readonly kind: 'link'; readonly linkId: number };

/** What a pass opens: a later environment of the same name is another one. */
export interface PassPlace {
  readonly slug: string;
  readonly hostedId: number;
}

/** Values of the gateway's cookie. They are signed here; the gateway's process holds no key and cannot make one. */
export interface Passes {
  make(holder: PassHolder, place: PassPlace, expiresAt: number): string;
  /** Undefined when it is none of ours, has expired or opens another environment. */
  read(value: string, place: PassPlace): PassHolder | undefined;
}

export interface PassesOptions {
  /** The installation's. */
  key: Buffer;
  now: () => number;
}

export function createPasses({ key, now }: PassesOptions): Passes {
  const macOf = (body: string, { slug, hostedId }: PassPlace): string =>
    mac(key, 'gateway-pass', `${slug} ${hostedId} ${body}`);
  return {
    make(holder, place, expiresAt) {
      const body = `${bodyOf(holder)}.${Math.floor(expiresAt / 1000)}`;
      return `${body}.${macOf(body, place)}`;
    },
    read(value, place) {
      const [, body = '', holder = '', seconds, given = ''] = written.exec(value) ?? [];
      if (!isSame(given, macOf(body, place)) || Number(seconds) * 1000 <= now()) return undefined;
      return holderIn(holder);
    },
  };
}

const written = /^((m\.\d{1,15}\.\d{1,15}|l\.\d{1,15})\.(\d{1,12}))\.([\w-]{43})$/;

function bodyOf(holder: PassHolder): string {
  return holder.kind === 'link' ? `l.${holder.linkId}` : `m.${holder.personId}.${holder.sessionId}`;
}

function holderIn(text: string): PassHolder {
  const [kind, first = '', sessionId = ''] = text.split('.');
  return kind === 'l'
    ? { kind: 'link', linkId: Number(first) }
    : { kind: 'member', personId: first, sessionId };
}

/** `purpose` keeps what is signed for one thing from being used for another. */
export function mac(key: Buffer, purpose: string, text: string | Buffer): string {
  return createHmac('sha256', key).update(`${purpose}:`).update(text).digest('base64url');
}

/** In constant time. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
