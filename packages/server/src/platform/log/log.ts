import { destination, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const secretNames = ['authorization', 'cookie', 'token', 'password', 'databaseUrl', 'connectionString'];

/** Structured lines on standard error; standard output is for people. Secrets are taken out of every line. */
export function createLog(level: LogLevel, stream?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
    hooks: { streamWrite: hideSecrets },
  };
  return stream ? pino(options, stream) : pino(options, destination({ fd: 2, sync: true }));
}

/** Not what else hangs on an error: a driver's holds its whole connection, password included. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    type: error.constructor.name,
    message: error.message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}

/** What may stand inside of any text: our tokens, and passwords in URLs. */
export function hideSecrets(line: string): string {
  return line
    .replace(/slw_(server|client|deploy|admin)_[\w-]{20,}/g, 'slw_$1_[secret]')
    .replace(/(\w+:\/\/[^\s:/@"]+):[^\s/@"]+@/g, '$1:[secret]@');
}
