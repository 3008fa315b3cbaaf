import pg from 'pg';

const CONNECT_MS = 2_000;

/** Runs `use` on a connection of its own. */
export async function withSession<T>(url: string, use: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = await openSession(url);
  try {
    return await use(session);
  } finally {
    await session.end();
  }
}

/** A direct connection whose loss is seen by its `end` event and never ends the process. */
export async function openSession(url: string, applicationName = 'slipway'): Promise<pg.Client> {
  const session = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: applicationName,
    keepAlive: true,
  });
  session.on('error', () => undefined);
  await session.connect();
  return session;
}
