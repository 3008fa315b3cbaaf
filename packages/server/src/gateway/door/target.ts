import type { GatewayRoute } from '../routes-source.ts';

/** Which environment a host name stands for, and which of its services. */
export interface HostTarget {
  readonly route: GatewayRoute;
  /** Null: the environment's one origin, where paths decide. */
  readonly service: string | null;
}

export type Finder = (slug: string) => GatewayRoute | undefined;

/** `shop.localhost:4401` → `shop`; undefined for what is not one label below one of the domains. */
export function labelIn(host: string, domains: readonly string[]): string | undefined {
  const name = /^([a-z0-9.-]{1,253})(?::\d{1,5})?$/.exec(host.toLowerCase())?.[1]?.replace(/\.$/, '');
  for (const domain of domains) {
    if (!name?.endsWith(`.${domain}`)) continue;
    const label = name.slice(0, -domain.length - 1);
    if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) return label;
  }
  return undefined;
}

/** An environment's own name goes before `service--environment`. */
export function targetOf(label: string, find: Finder): HostTarget | undefined {
  const whole = find(label);
  if (whole) return { route: whole, service: null };
  for (let at = label.indexOf('--'); at > 0; at = label.indexOf('--', at + 1)) {
    const route = find(label.slice(at + 2));
    const service = route?.services.find(({ name, path }) => name === label.slice(0, at) && path !== null);
    if (route && service) return { route, service: service.name };
  }
  return undefined;
}

type Service = GatewayRoute['services'][number];

/** The service that answers a path: of those with a route the one with the longest prefix. */
export function serviceAt({ route, service }: HostTarget, path: string): Service | undefined {
  if (service !== null) return route.services.find(({ name }) => name === service);
  const candidates = route.services.filter((one) => one.path !== null && isBelow(path, one.path));
  return candidates.sort((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0];
}

function isBelow(path: string, prefix: string): boolean {
  const bare = prefix.replace(/\/+$/, '');
  return path === bare || path.startsWith(`${bare}/`);
}

/** A request's path, if it may be passed on. Undefined for what others would read in another way than we do. */
export function pathOf(url: string): string | undefined {
  if (!/^\/[\x21-\x7e]*$/.test(url) || /[#\\]/.test(url) || url.length > LONGEST) return undefined;
  const path = url.split('?', 1)[0] ?? '';
  const isPlain = decode(path)
    .split(/[/\\]/)
    .every((part) => part !== '.' && part !== '..');
  return isPlain ? path : undefined;
}

const LONGEST = 16_000;

/** What lies below it is the gateway's own, however it is written: never a service's. */
export function isReserved(path: string): boolean {
  const first = decode(path)
    .split(/[/\\]+/)
    .find(Boolean);
  return first?.toLowerCase() === '__slipway';
}

/** More than once: `%252e` is a dot to whoever decodes twice. By bytes: not everything is UTF-8. */
function decode(path: string): string {
  let text = path;
  for (let round = 0; round < 3; round += 1)
    text = text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return text;
}
