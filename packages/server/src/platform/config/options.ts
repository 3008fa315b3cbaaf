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
    meaning: 'Port of the gateway to environments. Reserved: this version has no gateway yet.',
  },
  gatewayDomain: {
    flag: 'gateway-domain',
    variable: 'SLIPWAY_GATEWAY_DOMAIN',
    kind: 'text',
    fallback: 'localhost',
    placeholder: 'DOMAIN',
    meaning: 'Domain below which environments get their host names. Reserved, like the gateway’s port.',
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
    meaning: 'Where people reach the gateway. Reserved, like the gateway’s port.',
  },
  trustProxy: {
    flag: 'trust-proxy',
    variable: 'SLIPWAY_TRUST_PROXY',
    kind: 'list',
    placeholder: 'CIDR',
    meaning: 'Addresses of proxies whose X-Forwarded-For is believed; several separated by commas.',
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
    meaning:
      'Presets the administrator token, at least 32 characters. Only as a variable: arguments can be read by others.',
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
