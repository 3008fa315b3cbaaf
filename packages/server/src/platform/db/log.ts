import type { BaseLogger } from 'pino';

/** The part of a pino logger that the database code writes to; Fastify's logger fits too. */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
