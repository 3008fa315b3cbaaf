import type { Credentials } from './place.ts';

/** The name of the database and of the role that owns it, who is no superuser. */
export const APPLICATION = 'slipway';

export interface Urls {
  /** Slipway's database, as its owner. */
  readonly url: string;
  /** Database `postgres`, as superuser. */
  readonly adminUrl: string;
}

/** `host`: a socket's folder or an address. */
export function urlsOf(host: string, port: number, { admin, application }: Credentials): Urls {
  const at = `${encodeURIComponent(host)}:${port}`;
  return {
    url: `postgresql://${APPLICATION}:${application}@${at}/${APPLICATION}`,
    adminUrl: `postgresql://postgres:${admin}@${at}/postgres`,
  };
}
