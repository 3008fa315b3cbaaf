export type MigrationCode = 'bad-files' | 'changed-migration' | 'database-newer' | 'failed';

export class MigrationError extends Error {
  readonly code: MigrationCode;

  constructor(code: MigrationCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MigrationError';
    this.code = code;
  }
}
