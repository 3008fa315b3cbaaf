import type { Address } from './addresses.ts';
import { masked } from './credentials.ts';
import { type RepositoryCredential, SourceError } from './source.ts';

export interface FailedFetch {
  readonly address: Address;
  /** As registered. */
  readonly url: string;
  readonly credential: RepositoryCredential | null;
  readonly complaint: string;
  readonly secrets: readonly string[];
}

interface Cause {
  readonly pattern: RegExp;
  /** The other side does not let this credential read, so what it has read is no longer its. */
  readonly isRefusal?: true;
  readonly says: (failed: FailedFetch) => string;
}

const LONGEST_DETAIL = 300;

const causes: readonly Cause[] = [
  {
    pattern: /Host key verification failed/i,
    says: ({ address, url }) =>
      `The key of ${address.host} is not the one that is known for ${url}. If the host’s key has changed, set the credential again with its lines of known_hosts.`,
  },
  {
    pattern: /SSL certificate|certificate verif|server certificate/i,
    says: ({ address, url }) =>
      `The certificate of ${address.host} is not trusted, so ${url} was not fetched. Add its authority to those this machine trusts, or name a file of it by GIT_SSL_CAINFO where Slipway runs.`,
  },
  {
    pattern: /could not resolve host|name or service not known|temporary failure in name resolution/i,
    says: ({ address, url }) =>
      `The host ${address.host} is not known, so ${url} was not fetched. Correct the address, or this machine’s name resolution.`,
  },
  {
    pattern:
      /failed to connect|couldn't connect|connection refused|connection timed out|no route to host|network is unreachable|operation too slow|timed out|connection reset|kex_exchange/i,
    says: ({ address, url }) =>
      `The host ${address.host} does not answer, so ${url} was not fetched. Check that this machine may reach it, and try again.`,
  },
  {
    pattern: /returned error: 30\d|redirect/i,
    says: ({ url }) =>
      `The address ${url} answers with a redirect, which is not followed. Register the address it leads to.`,
  },
  {
    pattern:
      /authentication failed|could not read (username|password)|terminal prompts disabled|permission denied|returned error: 40[13]|error in libcrypto|invalid format/i,
    isRefusal: true,
    says: refusedSignIn,
  },
  {
    pattern:
      /not found|does not appear to be a git repository|does not exist|returned error: (404|410)|no such file/i,
    isRefusal: true,
    says: ({ url, credential }) =>
      `There is no git repository at ${url}${credential ? ', or its credential may not see it' : ', or it asks for a credential that the service does not have'}. Correct the address or the credential.`,
  },
  {
    pattern: /fsck error|error in (tree|blob|commit|tag)|malformed|invalid path/i,
    says: (failed) =>
      `The repository ${failed.url} holds what git refuses as damaged or dangerous: ${detail(failed)}. Repair its history.`,
  },
  {
    pattern: /no space left|disk quota/i,
    says: ({ url }) =>
      `There is no space left to fetch ${url}. Free some on the disk of Slipway’s data folder.`,
  },
];

/** In words for people, from what git complained about. */
export function fetchFailure(failed: FailedFetch): { error: SourceError; isRefusal: boolean } {
  const cause = causes.find(({ pattern }) => pattern.test(failed.complaint));
  const message =
    cause?.says(failed) ?? `The repository ${failed.url} was not fetched: ${detail(failed)}. Try again.`;
  return { error: new SourceError('unavailable', message), isRefusal: cause?.isRefusal ?? false };
}

function refusedSignIn({ url, credential }: FailedFetch): string {
  if (credential === null)
    return `${url} asks for a sign-in, or does not exist. Correct the address, or set the service’s credential.`;
  if (credential.kind === 'token')
    return `${url} refused the token. It may have expired or may not read this repository. Set the service’s credential anew.`;
  return `${url} refused the SSH key. Add its public half to the repository with the right to read, or set another without a passphrase.`;
}

/** What git itself says, not what the other side lets it say. */
function detail({ complaint, secrets }: FailedFetch): string {
  const lines = masked(complaint, secrets)
    .split('\n')
    .map((line) => line.replace(/\p{C}/gu, ' ').trim())
    .filter((line) => line !== '' && !line.startsWith('remote:'));
  const line = lines.find((each) => /^(fatal|error):/.test(each)) ?? lines.at(-1) ?? 'git said nothing';
  return line
    .replace(/^(fatal|error): /, '')
    .replace(/\.$/, '')
    .slice(0, LONGEST_DETAIL);
}
