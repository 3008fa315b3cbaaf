import { randomBytes } from 'node:crypto';

export interface Config {
  host: string;
  port: number;
  apiUrl: string;
  /** Shown on the page, so that nobody mistakes staging for production. */
  environment: string;
  sessionSecret: string;
  trustUserHeader: boolean;
}

/** Without `ACADEMY_SESSION_SECRET` sessions end with the process. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    host: env.HOST ?? '127.0.0.1',
    port: Number(env.PORT ?? 3000),
    apiUrl: env.SLIPWAY_URL_API ?? env.API_URL ?? 'http://127.0.0.1:3001',
    environment: env.SLIPWAY_ENVIRONMENT ?? 'development',
    sessionSecret: env.ACADEMY_SESSION_SECRET || randomBytes(32).toString('hex'),
    trustUserHeader: env.ACADEMY_TRUST_USER_HEADER === '1',
  };
}
