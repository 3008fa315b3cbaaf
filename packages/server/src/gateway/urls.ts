/** Where the gateway answers, as far as its configuration says. */
export interface GatewayPlace {
  /** 0: a free one, which is known once the gateway listens. */
  readonly gatewayPort: number;
  readonly gatewayDomain: string;
  /** Environments are hosts below it; null: http, the domain and the port. */
  readonly gatewayPublicUrl: string | null;
}

export interface GatewayUrls {
  /** `http://shop.localhost:4401`, without a slash at its end. */
  urlOf(slug: string): string;
  /** The service's prefix on the environment's one origin; null: it has no route. */
  serviceUrlOf(slug: string, service: { readonly path: string | null }): string | null;
  /** Called when a free port was asked for and found. */
  listensOn(port: number): void;
}

/** Pure but for the port that was found. */
export function createGatewayUrls(place: GatewayPlace): GatewayUrls {
  let port = place.gatewayPort;
  const urls: GatewayUrls = {
    urlOf: (slug) => urlOf({ ...place, gatewayPort: port }, slug),
    serviceUrlOf: (slug, { path }) =>
      path === null ? null : `${urls.urlOf(slug)}${path.replace(/\/+$/, '')}`,
    listensOn: (found) => {
      port = found;
    },
  };
  return urls;
}

/** The address of an environment, or with `service--slug` of one of its services. */
function urlOf({ gatewayPublicUrl, gatewayDomain, gatewayPort }: GatewayPlace, label: string): string {
  if (gatewayPublicUrl === null) return `http://${label}.${gatewayDomain}:${gatewayPort}`;
  const { protocol, host } = new URL(gatewayPublicUrl);
  return `${protocol}//${label}.${host}`;
}

/** Names below which environments are hosts. */
export function domainsOf({ gatewayPublicUrl, gatewayDomain }: GatewayPlace): string[] {
  const published = gatewayPublicUrl === null ? [] : [new URL(gatewayPublicUrl).hostname];
  return [...new Set([...published, gatewayDomain.toLowerCase().replace(/\.$/, '')])];
}

/** A path of the same origin, or `/`: nothing that a browser could take for another host. */
export function ownPath(to: string | null | undefined): string {
  return to && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(to) && to.length <= 2_000 ? to : '/';
}
