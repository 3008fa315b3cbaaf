import type { BlueprintService } from '../blueprints/index.ts';
import { interpolate } from '../blueprints/index.ts';
import type { Address } from '../runtimes/index.ts';
import type { GivenVariables, PublicAddresses } from './ports.ts';

/** What Slipway itself gives to every service of an environment. */
export interface Injected {
  readonly environment: string;
  readonly slug: string;
  readonly deliveryUrl: string;
  readonly token: string;
  readonly addresses: ReadonlyMap<string, Address>;
  readonly published: PublicAddresses;
  /** Services that people reach, with their paths. */
  readonly routed: readonly { readonly name: string; readonly path: string }[];
}

/** What holds outside of the environment: known before anything is built. */
function publicVariables({ slug, published, routed }: Injected): Record<string, string> {
  const ofServices = routed.map(({ name, path }) => [
    `SLIPWAY_PUBLIC_URL_${variableOf(name)}`,
    published.serviceUrlOf(slug, { path }) ?? '',
  ]);
  return { SLIPWAY_PUBLIC_URL: published.urlOf(slug), ...Object.fromEntries(ofServices) };
}

function injectedVariables(injected: Injected): Record<string, string> {
  const inside = [...injected.addresses].map(([name, { host, port }]) => [
    `SLIPWAY_URL_${variableOf(name)}`,
    `http://${host}:${port}`,
  ]);
  return {
    SLIPWAY_ENVIRONMENT: injected.environment,
    SLIPWAY_URL: injected.deliveryUrl,
    SLIPWAY_TOKEN: injected.token,
    ...publicVariables(injected),
    ...Object.fromEntries(inside),
  };
}

/** `admin-api` → `ADMIN_API`. */
function variableOf(service: string): string {
  return service.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** The file’s variables with everything put in, then the declared ones, then Slipway’s own: the last wins. */
export function runVariables(
  service: BlueprintService,
  injected: Injected,
  declared: GivenVariables,
  database: { variable: string; url: string } | null,
): Record<string, string> {
  const own = injectedVariables(injected);
  const port = String(injected.addresses.get(service.name)?.port ?? '');
  const known = { ...declared.values, ...own, PORT: port };
  const withDatabase = database === null ? {} : { [database.variable]: database.url };
  return {
    ...interpolateAll(service.variables, { ...known, ...withDatabase }),
    ...declared.values,
    ...withDatabase,
    ...own,
    PORT: port,
  };
}

/** What a build may know: its arguments, and what is declared for builds. No token, no database. */
export function buildVariables(
  service: BlueprintService,
  injected: Injected,
  declared: GivenVariables,
): Record<string, string> {
  const known = {
    ...declared.values,
    ...publicVariables(injected),
    SLIPWAY_ENVIRONMENT: injected.environment,
  };
  return { ...interpolateAll(service.buildArguments, known), ...declared.values };
}

function interpolateAll(
  texts: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, interpolate(text, values)]));
}

/** Whether a service gets the database’s URL: it names the variable, or its code migrates. */
export function needsDatabase(
  service: BlueprintService,
  database: { service: string; variable: string },
): boolean {
  return service.name === database.service || Object.hasOwn(service.variables, database.variable);
}
