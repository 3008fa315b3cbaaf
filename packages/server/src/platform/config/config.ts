import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type LogLevel, logLevels } from '../log/index.ts';
import { type Option, type OptionName, options } from './options.ts';

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
  insecure: boolean;
  adminToken: string | null;
  logLevel: LogLevel;
}

/** What was asked for cannot be; the message says which option and what to write instead. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
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
    insecure: isOn('insecure', given.insecure),
    adminToken: adminToken(given.adminToken),
    logLevel: logLevel(withFallback('logLevel', given)),
  };
  requireDistinctPorts(config);
  requireSafety(config);
  return config;
}

function readGiven(args: readonly string[], variables: Variables): Given {
  const flags = readFlags(args);
  const read = (option: Option): string | undefined =>
    text(flags[option.flag]) ??
    [option.variable, ...(option.alsoReads ?? [])].map((name) => text(variables[name])).find(Boolean);
  return Object.fromEntries(entries.map(([name, option]) => [name, read(option)])) as Given;
}

/** Never by argument: any user of the machine may read those. */
const isFlag = ([name]: [OptionName, Option]): boolean => name !== 'adminToken';

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

function url(name: OptionName, given: string | undefined, protocols: readonly string[]): string | null {
  if (given === undefined) return null;
  if (URL.canParse(given) && protocols.includes(new URL(given).protocol)) return given.replace(/\/+$/, '');
  // Not the value: a database URL holds a password.
  throw new UsageError(
    `${named(name)} is no URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
  );
}

function addresses(given: string | undefined): string[] {
  const list = (given ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  for (const address of list) {
    const [ip = '', bits] = address.split('/');
    const most = isIP(ip) === 6 ? 128 : 32;
    if (isIP(ip) > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))) continue;
    throw new UsageError(
      `${named('trustProxy')} has "${address}". Give addresses or ranges such as 10.0.0.0/8.`,
    );
  }
  return list;
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

function logLevel(given: string): LogLevel {
  const level = logLevels.find((name) => name === given);
  if (level) return level;
  throw new UsageError(`${named('logLevel')} is "${given}". Give one of ${logLevels.join(', ')}.`);
}

function requireDistinctPorts({ port: main, deliveryPort }: Config): void {
  if (main !== 0 && main === deliveryPort)
    throw new UsageError(`--port and --delivery-port are both ${main}. Give two ports.`);
}

/** Credentials must not cross a network in the clear because somebody forgot a proxy. */
function requireSafety({ host, publicUrl, insecure }: Config): void {
  if (insecure || isLoopback(host) || publicUrl?.startsWith('https:')) return;
  throw new UsageError(
    `Host ${host} can be reached from other machines, and tokens would cross the network readable. Put a proxy with TLS in front and give --public-url https://…, or add --insecure.`,
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function named(name: OptionName): string {
  return `--${options[name].flag} (${options[name].variable})`;
}
