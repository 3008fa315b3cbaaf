import type { Config } from './config.ts';

/** An option of `slipway start`. */
export interface Option {
  flag: string;
  variable: string;
  /** Further variables that are read when `variable` is not set. */
  alsoReads?: readonly string[];
  kind: 'text' | 'switch' | 'list';
  fallback?: string;
  placeholder?: string;
  /** Only as a variable: any user of the machine may read arguments. */
  isSecret?: true;
  meaning: string;
}

export type OptionName = keyof Config;

export const options: Readonly<Record<OptionName, Option>> = {
  host: {
    flag: 'host',
    variable: 'SLIPWAY_HOST',
    kind: 'text',
    fallback: '127.0.0.1',
    placeholder: 'ADDRESS',
    meaning: 'Address to listen on. Anything but loopback needs an https public URL.',
  },
  port: {
    flag: 'port',
    variable: 'SLIPWAY_PORT',
    kind: 'text',
    fallback: '4400',
    placeholder: 'PORT',
    meaning: 'Port of the API, the reference and the SDK routes. 0: a free one.',
  },
  deliveryPort: {
    flag: 'delivery-port',
    variable: 'SLIPWAY_DELIVERY_PORT',
    kind: 'text',
    fallback: '4402',
    placeholder: 'PORT',
    meaning:
      'Port of the delivery listener: SDK routes and health only, for networks that may reach nothing else.',
  },
  gatewayPort: {
    flag: 'gateway-port',
    variable: 'SLIPWAY_GATEWAY_PORT',
    kind: 'text',
    fallback: '4401',
    placeholder: 'PORT',
    meaning: 'Port of the gateway to environments; opened when there is the first. 0: a free one.',
  },
  gatewayDomain: {
    flag: 'gateway-domain',
    variable: 'SLIPWAY_GATEWAY_DOMAIN',
    kind: 'text',
    fallback: 'localhost',
    placeholder: 'DOMAIN',
    meaning: 'Domain below which environments get their host names.',
  },
  data: {
    flag: 'data',
    variable: 'SLIPWAY_DATA',
    kind: 'text',
    fallback: './slipway-data',
    placeholder: 'FOLDER',
    meaning: 'Folder of the embedded database and of the first administrator token.',
  },
  databaseUrl: {
    flag: 'database-url',
    variable: 'SLIPWAY_DATABASE_URL',
    alsoReads: ['DATABASE_URL'],
    kind: 'text',
    placeholder: 'URL',
    meaning: 'PostgreSQL 15 or later to use. Without it Slipway runs its own in the data folder.',
  },
  publicUrl: {
    flag: 'public-url',
    variable: 'SLIPWAY_PUBLIC_URL',
    kind: 'text',
    placeholder: 'URL',
    meaning: 'Where people and SDKs reach Slipway, as a proxy in front of it publishes it.',
  },
  gatewayPublicUrl: {
    flag: 'gateway-public-url',
    variable: 'SLIPWAY_GATEWAY_PUBLIC_URL',
    kind: 'text',
    placeholder: 'URL',
    meaning:
      'How people reach the gateway, such as https://previews.example.com: environments are hosts below it. Default: http, the gateway’s domain and port.',
  },
  trustProxy: {
    flag: 'trust-proxy',
    variable: 'SLIPWAY_TRUST_PROXY',
    kind: 'list',
    placeholder: 'CIDR',
    meaning: 'Addresses of proxies whose X-Forwarded-For is believed; several separated by commas.',
  },
  allowHost: {
    flag: 'allow-host',
    variable: 'SLIPWAY_ALLOW_HOST',
    kind: 'list',
    placeholder: 'HOSTS',
    meaning:
      'Further names by which the main listener may be asked, besides loopback’s, its address and the public URL’s; several separated by commas.',
  },
  rateLimit: {
    flag: 'rate-limit',
    variable: 'SLIPWAY_RATE_LIMIT',
    kind: 'text',
    fallback: '100',
    placeholder: 'NUMBER',
    meaning:
      'API requests a second that one account may go on sending; an address five times as many, SDKs twenty times. Killing a flag is never limited. 0: no limits.',
  },
  signInLimit: {
    flag: 'sign-in-limit',
    variable: 'SLIPWAY_SIGN_IN_LIMIT',
    kind: 'text',
    fallback: '10',
    placeholder: 'NUMBER',
    meaning:
      'Attempts a minute to sign in to one account or to reset its password; an address five times as many. 0: no limits.',
  },
  insecure: {
    flag: 'insecure',
    variable: 'SLIPWAY_INSECURE',
    kind: 'switch',
    meaning: 'Listen beyond loopback without an https public URL. Tokens then cross the network readable.',
  },
  adminToken: {
    flag: 'admin-token',
    variable: 'SLIPWAY_ADMIN_TOKEN',
    kind: 'text',
    isSecret: true,
    meaning:
      'Presets the administrator token, at least 32 characters. Only as a variable: arguments can be read by others.',
  },
  smtpUrl: {
    flag: 'smtp-url',
    variable: 'SLIPWAY_SMTP_URL',
    kind: 'text',
    isSecret: true,
    meaning:
      'Mail server for invitations and password resets, such as smtps://user:password@mail.example.com. Only as a variable.',
  },
  mailFrom: {
    flag: 'mail-from',
    variable: 'SLIPWAY_MAIL_FROM',
    kind: 'text',
    placeholder: 'ADDRESS',
    meaning: 'Sender of mail, such as "Slipway <slipway@example.com>". Needed with a mail server.',
  },
  outboundAllow: {
    flag: 'outbound-allow',
    variable: 'SLIPWAY_OUTBOUND_ALLOW',
    kind: 'list',
    placeholder: 'PLACES',
    meaning:
      'Addresses, ranges and host names that Slipway may connect to though they are not public, such as an OpenID provider inside the network; several separated by commas.',
  },
  oidcIssuer: {
    flag: 'oidc-issuer',
    variable: 'SLIPWAY_OIDC_ISSUER',
    kind: 'text',
    placeholder: 'URL',
    meaning: 'OpenID provider that people may sign in by. https, or http on a loopback host.',
  },
  oidcClientId: {
    flag: 'oidc-client-id',
    variable: 'SLIPWAY_OIDC_CLIENT_ID',
    kind: 'text',
    placeholder: 'ID',
    meaning: 'How the provider knows Slipway.',
  },
  oidcClientSecret: {
    flag: 'oidc-client-secret',
    variable: 'SLIPWAY_OIDC_CLIENT_SECRET',
    kind: 'text',
    isSecret: true,
    meaning: 'Slipway’s secret at the provider. Only as a variable.',
  },
  oidcName: {
    flag: 'oidc-name',
    variable: 'SLIPWAY_OIDC_NAME',
    kind: 'text',
    fallback: 'Single sign-on',
    placeholder: 'NAME',
    meaning: 'What people see the provider by.',
  },
  oidcGroupsClaim: {
    flag: 'oidc-groups-claim',
    variable: 'SLIPWAY_OIDC_GROUPS_CLAIM',
    kind: 'text',
    fallback: 'groups',
    placeholder: 'CLAIM',
    meaning: 'Claim that lists a person’s groups.',
  },
  oidcRoleMap: {
    flag: 'oidc-role-map',
    variable: 'SLIPWAY_OIDC_ROLE_MAP',
    kind: 'text',
    placeholder: 'JSON',
    meaning:
      'Group → role, applied at each sign-in by the provider, such as {"dev":{"project":"academy","role":"developer"}}; a list gives several.',
  },
  environmentsDatabaseUrl: {
    flag: 'environments-database-url',
    variable: 'SLIPWAY_ENVIRONMENTS_DATABASE_URL',
    kind: 'text',
    isSecret: true,
    meaning:
      'PostgreSQL on which environments get their databases, as a role that may create databases and roles. Without it Slipway runs a second server of its own. Only as a variable.',
  },
  secretKey: {
    flag: 'secret-key',
    variable: 'SLIPWAY_SECRET_KEY',
    kind: 'text',
    isSecret: true,
    meaning:
      'Encrypts secrets in the database, at least 32 characters. Without it a key is made and kept in the data folder. Only as a variable.',
  },
  sourceAllow: {
    flag: 'source-allow',
    variable: 'SLIPWAY_SOURCE_ALLOW',
    kind: 'list',
    placeholder: 'FOLDERS',
    meaning:
      'Folders whose git repositories may be fetched by file:// URLs; several separated by commas. None by default.',
  },
  environmentsMost: {
    flag: 'environments-most',
    variable: 'SLIPWAY_ENVIRONMENTS_MOST',
    kind: 'text',
    fallback: '50',
    placeholder: 'NUMBER',
    meaning: 'Environments that this node runs or lets sleep at a time.',
  },
  environmentsMemory: {
    flag: 'environments-memory',
    variable: 'SLIPWAY_ENVIRONMENTS_MEMORY',
    kind: 'text',
    fallback: '0',
    placeholder: 'MIB',
    meaning: 'Memory that running environments may take together. 0: three quarters of the machine’s.',
  },
  diskFloor: {
    flag: 'disk-floor',
    variable: 'SLIPWAY_DISK_FLOOR',
    kind: 'text',
    fallback: '2048',
    placeholder: 'MIB',
    meaning: 'Disk space that stays free: below it no environment is made.',
  },
  buildsMost: {
    flag: 'builds-most',
    variable: 'SLIPWAY_BUILDS_MOST',
    kind: 'text',
    fallback: '2',
    placeholder: 'NUMBER',
    meaning: 'Environments that are brought up at a time; the others wait in a queue that everybody sees.',
  },
  logLevel: {
    flag: 'log-level',
    variable: 'SLIPWAY_LOG_LEVEL',
    kind: 'text',
    fallback: 'info',
    placeholder: 'LEVEL',
    meaning: 'trace, debug, info, warn, error, fatal or silent. Lines of JSON on standard error.',
  },
};
