import { isIPv6 } from 'node:net';
import { type Endpoint, ProblemError } from '@slipway/api';
import type { Principal } from './principal.ts';
import { createTokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** How much one address and one account may ask. */
export interface Limits {
  /** Before anything is known about who asks. Throws a `TooManyRequests`. */
  byAddress(endpoint: Endpoint | undefined, address: string): void;
  /** Once that is known. */
  byPrincipal(endpoint: Endpoint, principal: Principal): void;
  /** On routes without a credential: the account that the body names. */
  byBody(endpoint: Endpoint, body: unknown): void;
}

export interface LimitsOptions {
  /** Requests a second that one account may go on sending to the API; 0: no limits. */
  perSecond: number;
  /** Attempts a minute to get into one account; 0: no limits. */
  signInsPerMinute: number;
  now?: () => number;
}

/** A 429 that says when to come back. */
export class TooManyRequests extends ProblemError {
  readonly retryAfterSeconds: number;

  constructor(whose: string, retryAfterSeconds: number) {
    const seconds = `${retryAfterSeconds} second${retryAfterSeconds === 1 ? '' : 's'}`;
    super('too-many-requests', `There were too many requests ${whose}. Try again in ${seconds}.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whatever happens: a flag can be killed, and supervisors learn how we are. */
const never = new Set(['killFlag', 'killFlagEverywhere', 'getHealth', 'getReadiness']);

/** Where passwords and links could be guessed, or mail sent to somebody. */
const guessable = new Set([
  'setUp',
  'signIn',
  'startOidc',
  'finishOidc',
  'changePassword',
  'askPasswordReset',
  'redeemPasswordReset',
  'acceptInvitation',
]);

type Kind = 'api' | 'delivery' | 'guessable';

/** What an address may, next to what an account may: a whole office shares one. */
const SHARED = 5;

/** Ten thousand instances of one service share a token and come back together. */
const DELIVERY = 20;

export function createLimits(options: LimitsOptions): Limits {
  const { perSecond, signInsPerMinute, now = () => performance.now() } = options;
  const buckets = (perSecond: number, burstSeconds: number): TokenBuckets =>
    createTokenBuckets({ capacity: perSecond * burstSeconds, perSecond, now });
  const make = (share: number): Record<Kind, TokenBuckets | null> => ({
    api: perSecond > 0 ? buckets(perSecond * share, 20) : null,
    delivery: perSecond > 0 ? buckets(perSecond * share * DELIVERY, 10) : null,
    guessable: signInsPerMinute > 0 ? buckets((signInsPerMinute * share) / 60, 60) : null,
  });
  const [addresses, accounts] = [make(SHARED), make(1)];

  const take = (buckets: TokenBuckets | null, key: string, whose: string): void => {
    const seconds = buckets?.take(key) ?? 0;
    if (seconds > 0) throw new TooManyRequests(whose, seconds);
  };

  return {
    byAddress(endpoint, address) {
      if (endpoint && never.has(endpoint.id)) return;
      take(addresses[kindOf(endpoint)], networkOf(address), 'from your address');
    },
    byPrincipal(endpoint, { kind, id }) {
      if (never.has(endpoint.id)) return;
      take(accounts[kindOf(endpoint)], `${kind} ${id}`, 'by your account');
    },
    byBody(endpoint, body) {
      const email = emailIn(body);
      if (kindOf(endpoint) !== 'guessable' || email === undefined) return;
      take(accounts.guessable, `email ${email.trim().toLowerCase()}`, 'for this account');
    },
  };
}

function kindOf(endpoint: Endpoint | undefined): Kind {
  if (endpoint === undefined) return 'api';
  if (guessable.has(endpoint.id)) return 'guessable';
  return endpoint.path.startsWith('/sdk/') ? 'delivery' : 'api';
}

/** One customer usually has a whole /64 of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.split('::', 2);
  const groups = head.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  const zeros = Array.from({ length: Math.max(0, missing) }, () => '0');
  return [...groups, ...zeros]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function emailIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('email' in body)) return undefined;
  return typeof body.email === 'string' ? body.email : undefined;
}
