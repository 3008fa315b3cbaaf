import { ProblemError } from '@slipway/api';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  type DiscoveryRequestOptions,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client';
import { z } from 'zod';
import type { Log } from '../platform/db/index.ts';
import { type Outbound, OutboundFailed, OutboundRefused } from '../platform/outbound/index.ts';
import { makeSecret } from './secret.ts';

export interface ProviderOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  groupsClaim: string;
  outbound: Outbound;
  log: Log;
  now: () => number;
}

/** Who the provider says that somebody is. */
export interface Claims {
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
  name: string | null;
  groups: readonly string[];
}

/** An OpenID provider: authorization code with PKCE, state and nonce. */
export interface Provider {
  /** `handshake` has to come back with the browser. */
  start(redirectUri: string): Promise<{ url: string; handshake: string }>;
  finish(callbackUrl: string, handshake: string | undefined): Promise<Claims>;
}

const KNOWN_FOR_MS = 60 * 60_000;

export function createProvider(options: ProviderOptions): Provider {
  const { log, now } = options;
  let known: { configuration: Promise<Configuration>; at: number } | undefined;

  const configured = async (): Promise<Configuration> => {
    if (!known || now() - known.at > KNOWN_FOR_MS) known = { configuration: discover(options), at: now() };
    try {
      return await known.configuration;
    } catch (error) {
      known = undefined;
      throw unavailable(error, log);
    }
  };

  return {
    async start(redirectUri) {
      const configuration = await configured();
      const [state, nonce, verifier] = [makeSecret(), makeSecret(), makeSecret()];
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: scopeOf(configuration, options.groupsClaim),
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, handshake: [state, nonce, verifier].join('.') };
    },

    async finish(callbackUrl, handshake) {
      const [state, nonce, verifier] = handshake?.split('.') ?? [];
      if (!state || !nonce || !verifier)
        throw new ProblemError(
          'sign-in-refused',
          'This sign-in was not begun here, or long ago. Begin again.',
        );
      const configuration = await configured();
      try {
        const expected = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
        return await exchange(configuration, callbackUrl, expected, options.groupsClaim);
      } catch (error) {
        if (isOutbound(error)) throw unavailable(error, log);
        log.warn({ reason: reasonOf(error) }, 'a sign-in by the OpenID provider was refused');
        throw new ProblemError(
          'sign-in-refused',
          `The provider’s answer does not hold: ${reasonOf(error)}. Begin again.`,
        );
      }
    },
  };
}

async function discover({
  issuer,
  clientId,
  clientSecret,
  outbound,
}: ProviderOptions): Promise<Configuration> {
  const options: DiscoveryRequestOptions = {
    [customFetch]: (url, { method, headers, body, signal }) =>
      outbound.fetch(url, {
        method,
        headers,
        ...(body === undefined || body === null ? {} : { body: textOf(body) }),
        ...(signal ? { signal } : {}),
      }),
    execute: [
      enableNonRepudiationChecks,
      // The options have allowed http on a loopback host only.
      ...(issuer.startsWith('http:') ? [allowInsecureRequests] : []),
    ],
  };
  return discovery(new URL(issuer), clientId, undefined, authenticationBy(clientSecret), options);
}

/** As the provider asks for it; where it does not say, as the standard does. */
function authenticationBy(secret: string): ClientAuth {
  const [byPost, byHeader] = [ClientSecretPost(secret), ClientSecretBasic(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic') ? byHeader : byPost;
    return authenticate(server, client, body, headers);
  };
}

function textOf(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new Error('An OpenID request has a body of another kind.');
}

function scopeOf(configuration: Configuration, groupsClaim: string): string {
  const supported = configuration.serverMetadata().scopes_supported ?? [];
  return ['openid', 'email', 'profile', ...(supported.includes(groupsClaim) ? [groupsClaim] : [])].join(' ');
}

async function exchange(
  configuration: Configuration,
  callbackUrl: string,
  expected: { expectedState: string; expectedNonce: string; pkceCodeVerifier: string },
  groupsClaim: string,
): Promise<Claims> {
  const tokens = await authorizationCodeGrant(configuration, new URL(callbackUrl), {
    ...expected,
    idTokenExpected: true,
  });
  const fromToken = tokens.claims();
  if (!fromToken) throw new Error('there is no ID token');
  const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined;
  const more = hasUserInfo ? await fetchUserInfo(configuration, tokens.access_token, fromToken.sub) : {};
  return claimsOf({ ...fromToken, ...more }, groupsClaim);
}

const Known = z.looseObject({
  sub: z.string().min(1).max(500),
  email: z.email().max(254).optional().catch(undefined),
  // Some send it as text.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  name: z.string().min(1).max(200).optional().catch(undefined),
});
const Groups = z.union([z.array(z.string()), z.string().transform((group) => [group])]).catch([]);

function claimsOf(claims: unknown, groupsClaim: string): Claims {
  const { sub, email, email_verified, name, ...others } = Known.parse(claims);
  return {
    subject: sub,
    email: email ?? null,
    isEmailVerified: email_verified === true,
    name: name ?? null,
    groups: Groups.parse(others[groupsClaim]),
  };
}

function unavailable(error: unknown, log: Log): ProblemError {
  const hint = isRefused(error) ? ' Its address is not public: name it in SLIPWAY_OUTBOUND_ALLOW.' : '';
  log.warn({ err: error }, 'the OpenID provider cannot be used');
  return new ProblemError(
    'provider-unavailable',
    `The sign-in provider does not answer as it should.${hint} Try again, or sign in by password.`,
  );
}

function isOutbound(error: unknown): boolean {
  return isRefused(error) || causesOf(error).some((cause) => cause instanceof OutboundFailed);
}

function isRefused(error: unknown): boolean {
  return causesOf(error).some((cause) => cause instanceof OutboundRefused);
}

function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

/** A code that the provider sent, else the library’s words, which hold no secret. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const said: unknown = 'error' in error ? error.error : undefined;
  return typeof said === 'string' ? said.slice(0, 100) : error.message.slice(0, 200);
}
