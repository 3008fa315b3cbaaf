import { createHash } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from './addresses.ts';
import { type RepositoryCredential, SourceError } from './source.ts';

/** What a fetch needs to sign in. */
export interface SignIn {
  readonly environment: Readonly<Record<string, string>>;
  /** To be masked in whatever is said. */
  readonly secrets: readonly string[];
  /** Keeps the host's key that was seen for the first time. */
  readonly keep: () => Promise<void>;
}

/**
 * Words are constant: the shell that reads them gets nothing of anybody's. Names of files are relative to the folder
 * the fetch runs in, as ssh expands "%" and "~" in them.
 */
const sshCommand = (isHostKnown: boolean): string =>
  [
    'ssh -F /dev/null -i key',
    '-o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes',
    '-o PreferredAuthentications=publickey -o ForwardAgent=no -o ClearAllForwardings=yes -o PermitLocalCommand=no',
    '-o UserKnownHostsFile=known-hosts -o GlobalKnownHostsFile=/dev/null -o UpdateHostKeys=no',
    `-o StrictHostKeyChecking=${isHostKnown ? 'yes' : 'accept-new'}`,
    '-o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=2',
  ].join(' ');

const nothing: SignIn = { environment: {}, secrets: [], keep: async () => undefined };

/** `work` is the folder the fetch runs in, its own; `seenHosts` outlives it. Throws `unavailable` where it does not fit. */
export async function prepareSignIn(
  address: Address,
  credential: RepositoryCredential | null,
  { work, seenHosts }: { work: string; seenHosts: string },
): Promise<SignIn> {
  requireFit(address, credential);
  if (credential?.kind === 'token') return withToken(credential);
  if (credential?.kind === 'ssh-key') return withKey(credential, work, seenHosts);
  return nothing;
}

function withToken({ username, token }: { username: string; token: string }): SignIn {
  const pair = `${username}:${token}`;
  return {
    environment: { SLIPWAY_GIT_USERNAME: username, SLIPWAY_GIT_TOKEN: token },
    secrets: [token, encodeURIComponent(token), Buffer.from(pair).toString('base64')],
    keep: async () => undefined,
  };
}

async function withKey(
  { privateKey, knownHosts }: { privateKey: string; knownHosts?: string | undefined },
  work: string,
  seenHosts: string,
): Promise<SignIn> {
  const hosts = join(work, 'known-hosts');
  await writeFile(join(work, 'key'), ended(privateKey), { mode: 0o600 });
  if (knownHosts !== undefined) await writeFile(hosts, ended(knownHosts), { mode: 0o600 });
  else await copyFile(seenHosts, hosts).catch(() => undefined);
  return {
    environment: { GIT_SSH_COMMAND: sshCommand(knownHosts !== undefined), GIT_SSH_VARIANT: 'ssh' },
    secrets: privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----')),
    keep: async () => {
      if (knownHosts === undefined) await copyFile(hosts, seenHosts).catch(() => undefined);
    },
  };
}

/** ssh reads no key whose last line is not ended. */
function ended(text: string): string {
  return `${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
}

function requireFit({ protocol, host }: Address, credential: RepositoryCredential | null): void {
  const kind = credential?.kind ?? 'none';
  if (protocol === 'ssh' && kind !== 'ssh-key') {
    throw unfit('An ssh address is signed in to with a key. Set an SSH key as the service’s credential.');
  }
  if (protocol !== 'ssh' && kind === 'ssh-key') {
    throw unfit(
      `An SSH key does not sign in to an ${protocol} address. Set a token, or use the repository’s ssh address.`,
    );
  }
  if (protocol === 'file' && kind === 'token') {
    throw unfit('A file address takes no credential. Remove it from the service.');
  }
  if (protocol === 'http' && kind === 'token' && !isLoopback(host)) {
    throw unfit('Over http the token would travel unencrypted. Use the repository’s https address.');
  }
  if (credential?.kind === 'token' && ![credential.username, credential.token].every(isWord)) {
    throw unfit(
      'The token or its user name is empty, or has a space, a line break or another character that none has. Set the credential anew.',
    );
  }
}

function isWord(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function unfit(message: string): SourceError {
  return new SourceError('unavailable', message);
}

/** Tells credentials apart without keeping them. */
export function fingerprint(credential: RepositoryCredential | null): string {
  if (credential === null) return 'none';
  const secret =
    credential.kind === 'token' ? [credential.username, credential.token] : [credential.privateKey];
  return createHash('sha256')
    .update(JSON.stringify([credential.kind, ...secret]))
    .digest('hex')
    .slice(0, 32);
}

export function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '[secret]')), text);
}
