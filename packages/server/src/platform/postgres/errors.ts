import type { Holder } from './folder-lock.ts';

export type EmbeddedPostgresCode =
  | 'no-binaries'
  | 'no-account'
  | 'folder-in-use'
  | 'other-major'
  | 'foreign-folder'
  | 'start-failed';

/** A refusal or failure of the embedded server; the message says what happened and what to do next. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresCode;
  readonly holder: Holder | undefined;

  constructor(
    code: EmbeddedPostgresCode,
    message: string,
    options: { holder?: Holder; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EmbeddedPostgresError';
    this.code = code;
    this.holder = options.holder;
  }
}
