export interface Config {
  host: string;
  port: number;
  databaseUrl: string;
}

/** `DATABASE_URL` has no default: guessing a database is worse than stopping. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const databaseUrl = env.DATABASE_URL;
  if (!databaseUrl) {
    throw new Error(
      'DATABASE_URL is not set. Give the PostgreSQL database, for example postgres://localhost/academy.',
    );
  }
  return { host: env.HOST ?? '127.0.0.1', port: Number(env.PORT ?? 3001), databaseUrl };
}
