/** How Slipway signs in to a repository. It reaches git's fetch and nothing else. */
export type RepositoryCredential =
  | { readonly kind: 'token'; readonly username: string; readonly token: string }
  | { readonly kind: 'ssh-key'; readonly privateKey: string; readonly knownHosts?: string | undefined };

export interface Repository {
  readonly url: string;
  readonly credential: RepositoryCredential | null;
}

/** A branch, or a commit by 7 to 40 hexadecimal digits. */
export type Ref = { readonly branch: string } | { readonly commit: string };

export interface CommitFacts {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly committedAt: Date;
}

export interface BranchFacts extends CommitFacts {
  readonly name: string;
}

/** A commit, and the content of one folder in it. */
export interface Found extends CommitFacts {
  /** git's hash of the folder's tree: the same content has the same. */
  readonly tree: string;
}

export interface Comparison {
  readonly ahead: readonly CommitFacts[];
  readonly aheadCount: number;
  readonly behindCount: number;
}

/** Where services' code comes from. Every refusal is a `SourceError`. */
export interface Source {
  /** Throws `url-refused` for an address that git must not be given. Touches no network. */
  requireUrl(url: string): void;
  /** Makes the mirror as new as `maxAgeMs` asks; many at once fetch once. Throws `unavailable`. */
  fetch(repository: Repository, options?: { maxAgeMs?: number; signal?: AbortSignal }): Promise<void>;
  /** Of the mirror, the latest first. */
  branches(
    repository: Repository,
    wanted: { contains?: string | undefined; limit: number },
  ): Promise<BranchFacts[]>;
  /** Of the mirror. Throws `ref-not-found`, `folder-not-found`. */
  find(repository: Repository, ref: Ref, folder: string): Promise<Found>;
  /** A file's text at a commit, at most 1 MiB; null where there is none. Never follows links. */
  read(repository: Repository, commit: string, path: string): Promise<string | null>;
  /** Writes the folder at a commit to `into`, which must not exist: no history, hooks, filters or submodules. */
  checkOut(
    repository: Repository,
    at: { commit: string; folder: string; into: string },
    signal?: AbortSignal,
  ): Promise<void>;
  /** What `commit` has that `other` has not, in `folder`, and the other way round. */
  compare(
    repository: Repository,
    at: { commit: string; other: string; folder: string; limit: number },
  ): Promise<Comparison>;
}

export type SourceCode =
  | 'url-refused'
  | 'ref-refused'
  | 'path-refused'
  | 'unavailable'
  | 'ref-not-found'
  | 'folder-not-found';

/** `message` says what happened and what to do; credentials are masked. */
export class SourceError extends Error {
  readonly code: SourceCode;

  constructor(code: SourceCode, message: string) {
    super(message);
    this.name = 'SourceError';
    this.code = code;
  }
}
