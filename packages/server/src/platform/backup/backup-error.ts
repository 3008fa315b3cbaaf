export type BackupCode =
  | 'unusable-file'
  | 'no-slipway'
  | 'not-a-backup'
  | 'damaged'
  | 'made-by-newer'
  | 'not-empty';

/** A refusal; the database is as it was before. */
export class BackupError extends Error {
  readonly code: BackupCode;

  constructor(code: BackupCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BackupError';
    this.code = code;
  }
}
