import {
  acceptInvitation,
  type Client,
  createClient,
  getSetup,
  invite,
  type Role,
  setUp,
} from '@slipway/api';
import { project } from './provision.ts';

/** Everybody in the demo, by what they do. The first one owns the installation. */
const cast = [
  { id: 'demo', name: 'Demo', role: null },
  { id: 'developer', name: 'Developer', role: 'developer' },
  { id: 'releaser', name: 'Releaser', role: 'releaser' },
  { id: 'product-owner', name: 'Product owner', role: 'viewer' },
] as const satisfies { id: string; name: string; role: Role | null }[];
export type PersonId = (typeof cast)[number]['id'];

export interface SignedIn {
  client: Client;
  /** As the server sets it. */
  cookies: string[];
}

export function emailOf(id: PersonId): string {
  return `${id}@slipway.example`;
}

/** Creates who is not there yet: the owner by the first-run set-up, the others by invitation. */
export async function inviteEverybody(url: string, client: Client, password: string): Promise<void> {
  const { isNeeded } = await client.call(getSetup);
  if (!isNeeded) return;
  for (const { id, name, role } of cast) {
    const email = emailOf(id);
    if (role === null) await client.call(setUp, { body: { email, name, password } });
    else {
      const { link } = await client.call(invite, { params: { project }, body: { email, role } });
      const token = new URL(link).hash.slice(1);
      await createClient({ url }).call(acceptInvitation, { body: { token, name, password } });
    }
  }
}

/** A session as a browser would have it. */
export async function signInAs(url: string, id: PersonId, password: string): Promise<SignedIn> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: emailOf(id), password }),
  });
  if (!answer.ok) throw new Error(`${emailOf(id)} cannot sign in: ${await answer.text()}`);
  const cookies = answer.headers.getSetCookie();
  const cookie = cookies.map((line) => line.split(';', 1)[0]).join('; ');
  const send: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('cookie', cookie);
    headers.set('origin', url);
    return fetch(input, { ...init, headers });
  };
  return { client: createClient({ url, fetch: send }), cookies };
}
