import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type Endpoint, ProblemError } from '@slipway/api';
import type { Principal } from './principal.ts';
import { createTokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** How much one address and one account may ask. */
export interface Limits {
  /** Before anything is known about who asks. Throws a `TooManyRequests`. */
  byAddress(endpoint: Endpoint | undefined, address: string, credential: string | undefined): void;
  /** The credential is one that holds. */
  admitted(endpoint: Endpoint, address: string, credential: string | undefined): void;
  /** The credential is one that does not hold, or no more. */
  refused(credential: string | undefined): void;
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
    super(
      'too-many-requests',
      `There were too many requests ${whose}. Try again in ${waitOf(retryAfterSeconds)}.`,
    );
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Supervisors learn how we are, whatever happens. */
const free = new Set(['getHealth', 'getReadiness']);

/**
 * Whatever happens, whoever may kill a flag can: no account is limited, and of an address only what does not come in
 * counts, apart from everything else.
 */
const urgent = new Set(['killFlag', 'killFlagEverywhere']);

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

type Kind = 'api' | 'delivery' | 'guessable' | 'urgent';

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
    urgent: perSecond > 0 ? buckets(perSecond * share, 20) : null,
    guessable: signInsPerMinute > 0 ? buckets((signInsPerMinute * share) / 60, 60) : null,
  });
  const [addresses, accounts] = [make(SHARED), make(1)];
  const welcome = createWelcome(now);

  const take = (buckets: TokenBuckets | null, key: string, whose: string): void => {
    const seconds = buckets?.take(key) ?? 0;
    if (seconds > 0) throw new TooManyRequests(whose, seconds);
  };

  return {
    byAddress(endpoint, address, credential) {
      if (endpoint && free.has(endpoint.id)) return;
      const kind = kindOf(endpoint);
      if (kind === 'urgent' && welcome.has(credential)) return;
      take(addresses[kind], networkOf(address), 'from your address');
    },
    admitted(endpoint, address, credential) {
      if (kindOf(endpoint) === 'urgent') addresses.urgent?.giveBack(networkOf(address));
      welcome.add(credential);
    },
    refused: welcome.remove,
    byPrincipal(endpoint, { kind, id }) {
      if (free.has(endpoint.id) || urgent.has(endpoint.id)) return;
      take(accounts[kindOf(endpoint)], `${kind} ${id}`, 'by your account');
    },
    byBody(endpoint, body) {
      const email = emailIn(body);
      if (kindOf(endpoint) !== 'guessable' || email === undefined) return;
      take(accounts.guessable, `email ${email.trim().toLowerCase()}`, 'for this account');
    },
  };
}

/** Credentials that have held here lately, by their hash. */
interface Welcome {
  has(credential: string | undefined): boolean;
  add(credential: string | undefined): void;
  remove(credential: string | undefined): void;
}

const MOST_WELCOME = 10_000;
const WELCOME_MS = 60 * 60_000;

function createWelcome(now: () => number): Welcome {
  const heldAt = new Map<string, number>();
  return {
    has: (credential) =>
      credential !== undefined && now() - (heldAt.get(hashOf(credential)) ?? -Infinity) < WELCOME_MS,
    add(credential) {
      if (credential === undefined) return;
      const hash = hashOf(credential);
      heldAt.delete(hash);
      heldAt.set(hash, now());
      const [oldest] = heldAt.keys();
      if (heldAt.size > MOST_WELCOME && oldest !== undefined) heldAt.delete(oldest);
    },
    remove(credential) {
      if (credential !== undefined) heldAt.delete(hashOf(credential));
    },
  };
}

function hashOf(credential: string): string {
  return createHash('sha256').update(credential).digest('base64');
}

function waitOf(seconds: number): string {
  const [count, unit] = seconds < 120 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function kindOf(endpoint: Endpoint | undefined): Kind {
  if (endpoint === undefined) return 'api';
  if (guessable.has(endpoint.id)) return 'guessable';
  if (urgent.has(endpoint.id)) return 'urgent';
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
