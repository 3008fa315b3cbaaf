import type { HostedId } from '../runtimes/index.ts';

/** A golden database from which environments' are cloned. */
export interface Template {
  /** Which blueprint and seed profile, such as `b3-default`. */
  readonly name: string;
  /** Hash of what it is made of: another digest is made anew under another name, then switched to. */
  readonly digest: string;
}

export interface Snapshot {
  readonly name: string;
  readonly createdAt: Date;
  readonly sizeBytes: number;
}

/** Environments' databases, on a server apart from Slipway's own. Every method may be repeated. */
export interface EnvironmentDatabases {
  hasTemplate(template: Template): Promise<boolean>;
  /**
   * Makes the template if it is not there: `fill` migrates and seeds an empty database by its URL. Many at once make it
   * once. A template that fails leaves nothing behind. Older digests of the same name are removed when unused.
   */
  ensureTemplate(template: Template, fill: (url: string) => Promise<void>): Promise<void>;
  /**
   * Makes the environment's database and role unless they are there; null: an empty one. Answers its URL. Throws
   * DatabasesError `template-not-found`: another digest may have replaced it since; ensure it and repeat.
   */
  create(environment: HostedId, template: Template | null): Promise<string>;
  /** Of an existing database; null where there is none. The password is derived, so that it is kept nowhere. */
  url(environment: HostedId): Promise<string | null>;
  /** Cuts connections. Throws DatabasesError `template-not-found`. */
  reset(environment: HostedId, template: Template | null): Promise<void>;
  /** Cuts connections for a moment. Throws DatabasesError `snapshot-taken`, `database-not-found`. */
  snapshot(environment: HostedId, name: string): Promise<void>;
  /** Cuts connections. Throws DatabasesError `snapshot-not-found`. */
  restore(environment: HostedId, name: string): Promise<void>;
  snapshots(environment: HostedId): Promise<readonly Snapshot[]>;
  /**
   * `to` becomes a copy of `from`'s database, with a role of its own. Cuts connections of both for a moment.
   * Throws DatabasesError `database-not-found`.
   */
  clone(from: HostedId, to: HostedId): Promise<string>;
  /** Database, snapshots and role. */
  destroy(environment: HostedId): Promise<void>;
  sizeBytes(environment: HostedId): Promise<number | null>;
  /** Every environment of this installation and node that has a database or a role. */
  list(): Promise<readonly HostedId[]>;
  /** Ends our connections. A server of ours runs on for the environments that do, and is adopted at the next start. */
  leave(): Promise<void>;
  /** Ends the server where it is ours and has been started. Safe to repeat, as `leave` is. */
  stop(): Promise<void>;
}

export class DatabasesError extends Error {
  readonly code:
    | 'snapshot-taken'
    | 'snapshot-not-found'
    | 'template-not-found'
    | 'database-not-found'
    | 'unavailable';

  constructor(code: DatabasesError['code'], message: string) {
    super(message);
    this.name = 'DatabasesError';
    this.code = code;
  }
}
