import { type Role, RoleName, Slug } from '@slipway/api';
import { z } from 'zod';
import type { Config } from './config.ts';
import { isLoopback } from './network.ts';
import { UsageError } from './usage-error.ts';

export interface GivenRole {
  project: string;
  /** A stakeholder is invited by name, not by group. */
  role: Exclude<Role, 'stakeholder'>;
}

/** Group of a provider → what its members may. */
export type RoleMap = Readonly<Record<string, readonly GivenRole[]>>;

const MappedRole = RoleName.exclude(['stakeholder']);
const Given = z.strictObject({ project: Slug, role: MappedRole });
const Groups = z.record(z.string(), z.union([Given.transform((given) => [given]), z.array(Given)]));

export function roleMap(option: string, given: string | undefined): RoleMap {
  const parsed = Groups.safeParse(jsonOf(given ?? '{}'));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `${option} is no such map. Write it as {"group":{"project":"key","role":"developer"}}; roles are ${MappedRole.options.join(', ')}.`,
  );
}

/** As it was written: a provider compares it letter by letter. */
export function issuer(option: string, given: string | undefined): string | null {
  if (given === undefined) return null;
  const url = URL.parse(given);
  if (!url) throw new UsageError(`${option} is no URL that begins with https://.`);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return given;
  throw new UsageError(
    `${option} is reached by plain http, so anybody on the way could sign in. Give https.`,
  );
}

/** What only works together. */
export function requireWhole(config: Config): void {
  if (config.smtpUrl !== null && config.mailFrom === null)
    throw new UsageError('SLIPWAY_SMTP_URL needs a sender: give --mail-from (SLIPWAY_MAIL_FROM).');
  if (config.oidcIssuer === null) return;
  if (config.oidcClientId === null || config.oidcClientSecret === null)
    throw new UsageError(
      'An OpenID provider needs --oidc-client-id (SLIPWAY_OIDC_CLIENT_ID) and SLIPWAY_OIDC_CLIENT_SECRET.',
    );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
