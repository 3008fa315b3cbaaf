import { ProblemError } from '@slipway/api';
import { invalidRequest } from '../platform/http/index.ts';
import { SecretError, type Secrets } from '../platform/secrets/index.ts';
import {
  type Repository,
  type RepositoryCredential,
  requireBranch,
  requirePath,
  type Source,
  SourceError,
} from '../sources/index.ts';
import type { ServiceRow, ServiceText } from './store.ts';

/** Throws `repository-refused`, or `invalid-request` for the rest. */
export function requireFetchable(source: Source, { repository, folder, defaultBranch }: ServiceText): void {
  refusing('repository', () => source.requireUrl(repository));
  refusing('folder', () => requirePath(folder));
  refusing('defaultBranch', () => requireBranch(defaultBranch));
}

/** Throws `invalid-request` where git would not take it. */
export function requireFile(path: string): void {
  refusing('path', () => requirePath(path));
}

function refusing(field: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (error.code === 'url-refused') throw new ProblemError('repository-refused', error.message);
    throw invalidRequest([{ path: field, message: error.message }]);
  }
}

/** What a repository does not give becomes `repository-unavailable`. */
export async function fromRepository<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError || error instanceof SecretError)
      throw new ProblemError('repository-unavailable', error.message);
    throw error;
  }
}

/** With its credential. Throws `SecretError`. */
export function repositoryOf(row: ServiceRow, secrets: Secrets): Repository {
  const text = row.credential && secrets.decrypt(row.credential, contextOf(row.id));
  return {
    url: row.repository,
    credential: text === null ? null : (JSON.parse(text) as RepositoryCredential),
  };
}

export function sealCredential(
  serviceId: number,
  credential: RepositoryCredential,
  secrets: Secrets,
): Buffer {
  return secrets.encrypt(JSON.stringify(credential), contextOf(serviceId));
}

function contextOf(serviceId: number): string {
  return `service:${serviceId}:credential`;
}

/** Whether both are fetched from the same server, so that a credential for one may be shown to the other. */
export function hasSameOrigin(one: string, other: string): boolean {
  return originOf(one) === originOf(other);
}

function originOf(url: string): string {
  const [, user] = /^([^/:]+@[^/:]+):(?!\/\/)/.exec(url) ?? [];
  if (user !== undefined) return `ssh://${user}`;
  if (!URL.canParse(url)) return url;
  const { protocol, username, host } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}`;
}
