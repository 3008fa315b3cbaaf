import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type LogLevel, logLevels } from '../log/index.ts';
import { isLoopback, isRange, places } from './network.ts';
import { type Option, type OptionName, options } from './options.ts';
import { issuer, type RoleMap, requireWhole, roleMap } from './sign-in.ts';
import { UsageError } from './usage-error.ts';

/** How a server is to run. */
export interface Config {
  host: string;
  port: number;
  deliveryPort: number;
  gatewayPort: number;
  gatewayDomain: string;
  /** Absolute. */
  data: string;
  databaseUrl: string | null;
  publicUrl: string | null;
  gatewayPublicUrl: string | null;
  trustProxy: string[];
  /** Names besides loopback's, the address itself and the public URL's. */
  allowHost: string[];
  /** Requests a second by one account; 0: no limits. */
  rateLimit: number;
  /** Attempts a minute for one account; 0: no limits. */
  signInLimit: number;
  insecure: boolean;
  adminToken: string | null;
  smtpUrl: string | null;
  mailFrom: string | null;
  /** Addresses, ranges and host names. */
  outboundAllow: string[];
  oidcIssuer: string | null;
  oidcClientId: string | null;
  oidcClientSecret: string | null;
  oidcName: string;
  oidcGroupsClaim: string;
  oidcRoleMap: RoleMap;
  environmentsDatabaseUrl: string | null;
  /** 32 bytes or more of any text; null: kept in the data folder. */
  secretKey: string | null;
  /** Folders from which repositories may be fetched by file://. Absolute. */
  sourceAllow: string[];
  environmentsMost: number;
  /** MiB of memory that environments may be promised together; 0: three quarters of the machine's. */
  environmentsMemory: number;
  /** MiB that stay free on the data folder's disk. */
  diskFloor: number;
  buildsMost: number;
  logLevel: LogLevel;
}

type Variables = Readonly<Record<string, string | undefined>>;
type Given = Readonly<Record<OptionName, string | undefined>>;

const entries = Object.entries(options) as [OptionName, Option][];

/** Flags before environment variables before defaults. Throws UsageError. */
export function readConfig(args: readonly string[], variables: Variables): Config {
  const given = readGiven(args, variables);
  const config: Config = {
    host: withFallback('host', given),
    port: port('port', given),
    deliveryPort: port('deliveryPort', given),
    gatewayPort: port('gatewayPort', given),
    gatewayDomain: withFallback('gatewayDomain', given),
    data: resolve(withFallback('data', given)),
    databaseUrl: url('databaseUrl', given.databaseUrl, ['postgres:', 'postgresql:']),
    publicUrl: url('publicUrl', given.publicUrl, ['https:', 'http:']),
    gatewayPublicUrl: url('gatewayPublicUrl', given.gatewayPublicUrl, ['https:', 'http:']),
    trustProxy: addresses(given.trustProxy),
    allowHost: places(named('allowHost'), listOf(given.allowHost)),
    rateLimit: count('rateLimit', given),
    signInLimit: count('signInLimit', given),
    insecure: isOn('insecure', given.insecure),
    adminToken: adminToken(given.adminToken),
    smtpUrl: url('smtpUrl', given.smtpUrl, ['smtp:', 'smtps:']),
    mailFrom: given.mailFrom ?? null,
    outboundAllow: places(named('outboundAllow'), listOf(given.outboundAllow)),
    oidcIssuer: issuer(named('oidcIssuer'), given.oidcIssuer),
    oidcClientId: given.oidcClientId ?? null,
    oidcClientSecret: given.oidcClientSecret ?? null,
    oidcName: withFallback('oidcName', given),
    oidcGroupsClaim: withFallback('oidcGroupsClaim', given),
    oidcRoleMap: roleMap(named('oidcRoleMap'), given.oidcRoleMap),
    environmentsDatabaseUrl: url('environmentsDatabaseUrl', given.environmentsDatabaseUrl, [
      'postgres:',
      'postgresql:',
    ]),
    secretKey: secretKey(given.secretKey),
    sourceAllow: listOf(given.sourceAllow).map((folder) => resolve(folder)),
    environmentsMost: count('environmentsMost', given),
    environmentsMemory: count('environmentsMemory', given),
    diskFloor: count('diskFloor', given),
    buildsMost: count('buildsMost', given),
    logLevel: logLevel(withFallback('logLevel', given)),
  };
  requireDistinctPorts(config);
  requireSafety(config);
  requireWhole(config);
  return config;
}

function readGiven(args: readonly string[], variables: Variables): Given {
  const flags = readFlags(args);
  const read = (option: Option): string | undefined =>
    text(flags[option.flag]) ??
    [option.variable, ...(option.alsoReads ?? [])].map((name) => text(variables[name])).find(Boolean);
  return Object.fromEntries(entries.map(([name, option]) => [name, read(option)])) as Given;
}

const isFlag = ([, { isSecret }]: [OptionName, Option]): boolean => !isSecret;

function readFlags(args: readonly string[]): Record<string, unknown> {
  const known = entries.filter(isFlag).map(([, { flag, kind }]) => {
    return [flag, { type: kind === 'switch' ? 'boolean' : 'string' }] as const;
  });
  try {
    return parseArgs({
      args: [...args],
      options: Object.fromEntries(known),
      strict: true,
      allowPositionals: false,
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function text(value: unknown): string | undefined {
  if (value === true) return 'true';
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function withFallback(name: OptionName, given: Given): string {
  return given[name] ?? options[name].fallback ?? '';
}

function port(name: OptionName, given: Given): number {
  const value = withFallback(name, given);
  const number = Number(value);
  if (/^\d{1,5}$/.test(value) && number <= 65_535) return number;
  throw new UsageError(`${named(name)} is "${value}". Give a port from 0 to 65535.`);
}

function count(name: OptionName, given: Given): number {
  const value = withFallback(name, given);
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new UsageError(`${named(name)} is "${value}". Give a whole number; 0 means no limit.`);
}

function url(name: OptionName, given: string | undefined, protocols: readonly string[]): string | null {
  if (given === undefined) return null;
  if (URL.canParse(given) && protocols.includes(new URL(given).protocol)) return given.replace(/\/+$/, '');
  // Not the value: a database URL holds a password.
  throw new UsageError(
    `${named(name)} is no URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
  );
}

function addresses(given: string | undefined): string[] {
  const list = listOf(given);
  for (const address of list) {
    if (isRange(address)) continue;
    throw new UsageError(
      `${named('trustProxy')} has "${address}". Give addresses or ranges such as 10.0.0.0/8.`,
    );
  }
  return list;
}

function listOf(given: string | undefined): string[] {
  return (given ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function isOn(name: OptionName, given: string | undefined): boolean {
  if (given === undefined || ['false', '0', 'no'].includes(given)) return false;
  if (['true', '1', 'yes'].includes(given)) return true;
  throw new UsageError(`${named(name)} is "${given}". Give true or false.`);
}

const SHORTEST_TOKEN = 32;

function adminToken(given: string | undefined): string | null {
  if (given === undefined) return null;
  if (given.length < SHORTEST_TOKEN || given.length > 200 || !/^[\x21-\x7e]+$/.test(given))
    throw new UsageError(
      `SLIPWAY_ADMIN_TOKEN must be ${SHORTEST_TOKEN} to 200 printable characters without spaces. Make one: openssl rand -base64 32`,
    );
  return given;
}

function secretKey(given: string | undefined): string | null {
  if (given === undefined || given.length >= SHORTEST_TOKEN) return given ?? null;
  throw new UsageError(
    `SLIPWAY_SECRET_KEY must have at least ${SHORTEST_TOKEN} characters. Make one: openssl rand -base64 32`,
  );
}

function logLevel(given: string): LogLevel {
  const level = logLevels.find((name) => name === given);
  if (level) return level;
  throw new UsageError(`${named('logLevel')} is "${given}". Give one of ${logLevels.join(', ')}.`);
}

function requireDistinctPorts(config: Config): void {
  const names = ['port', 'deliveryPort', 'gatewayPort'] as const;
  for (const [index, name] of names.entries()) {
    const same = names.slice(index + 1).find((other) => config[name] !== 0 && config[other] === config[name]);
    if (same)
      throw new UsageError(
        `--${options[name].flag} and --${options[same].flag} are both ${config[name]}. Give different ports.`,
      );
  }
}

/** Credentials must not cross a network in the clear because somebody forgot a proxy. */
function requireSafety({ host, publicUrl, insecure }: Config): void {
  if (insecure || isLoopback(host) || publicUrl?.startsWith('https:')) return;
  throw new UsageError(
    `Host ${host} can be reached from other machines, and tokens would cross the network readable. Put a proxy with TLS in front and give --public-url https://…, or add --insecure.`,
  );
}

function named(name: OptionName): string {
  return `--${options[name].flag} (${options[name].variable})`;
}
