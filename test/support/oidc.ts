import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface TestAccount {
  email: string;
  email_verified: boolean;
  name?: string;
  groups?: string[];
}

export interface TestOidc {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** By subject; may be changed at any time. */
  readonly accounts: Map<string, TestAccount>;
  /** Begins to serve a client that is sent back here. */
  serve(redirectUri: string): void;
  /** Signs this account in by the URL that the client sent the browser to; answers where the browser is sent back to. */
  approve(authorizationUrl: string, subject: string): Promise<string>;
  close(): Promise<void>;
}

/** A certified OpenID provider on a port of its own. Whoever comes is the account that `approve` names. */
export async function startOidc(): Promise<TestOidc> {
  const accounts = new Map<string, TestAccount>();
  const [clientId, clientSecret] = ['slipway', 'a-secret-of-the-client-0123456789'];
  let answer = (_request: IncomingMessage, response: ServerResponse): unknown =>
    response.writeHead(503).end();
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let subject = '';

  return {
    issuer,
    clientId,
    clientSecret,
    accounts,
    serve(redirectUri) {
      const provider = providerOf({ issuer, clientId, clientSecret, redirectUri, accounts });
      const handle = provider.callback();
      answer = async (request, response) => {
        if (!request.url?.startsWith('/interaction/')) return handle(request, response);
        return provider.interactionFinished(request, response, { login: { accountId: subject } });
      };
    },
    async approve(authorizationUrl, wanted) {
      subject = wanted;
      return follow(authorizationUrl, issuer);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Served {
  issuer: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  accounts: ReadonlyMap<string, TestAccount>;
}

function providerOf({ issuer, clientId, clientSecret, redirectUri, accounts }: Served): Provider {
  return new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    pkce: { required: () => true },
    cookies: { keys: ['only a test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => {
      const account = accounts.get(sub);
      return account && { accountId: sub, claims: async () => ({ sub, ...account }) };
    },
    // Nobody has to consent.
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId;
      const grantClient = oidc.client?.clientId;
      if (!accountId || !grantClient) return undefined;
      const grant = new oidc.provider.Grant({ accountId, clientId: grantClient });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  });
}

/** A browser of its own each time, so that nobody is signed in at the provider yet. */
async function follow(from: string, issuer: string): Promise<string> {
  const jar = new Map<string, string>();
  let url = from;
  for (let hops = 0; hops < 10 && url.startsWith(issuer); hops += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`);
    url = new URL(location, url).href;
  }
  return url;
}
