import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Who asks, as far as the connection and trusted proxies tell. */
export interface Visitor {
  readonly address: string;
  readonly protocol: 'http' | 'https';
  /** As people see it in their address bar. */
  readonly host: string;
}

export type ReadVisitor = (request: IncomingMessage) => Visitor;

/** Believes X-Forwarded-… of the given proxies only. */
export function createReadVisitor(trustProxy: readonly string[]): ReadVisitor {
  const trusted = createRanges(trustProxy);
  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? '');
    const own = { address: peer, protocol: 'http', host: headers.host ?? '' } as const;
    if (!trusted(peer)) return own;
    const chain = listOf(headers['x-forwarded-for']).map(plain);
    const first = chain.findLast((address) => !trusted(address)) ?? chain[0];
    return {
      address: first !== undefined && isIP(first) !== 0 ? first : peer,
      protocol: listOf(headers['x-forwarded-proto']).at(-1) === 'https' ? 'https' : 'http',
      host: listOf(headers['x-forwarded-host']).at(-1) ?? own.host,
    };
  };
}

/** Whether an address is in one of the ranges, which were checked when they were given. */
export function createRanges(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [ip = '', bits] = range.split('/');
    const family = isIP(ip);
    if (family === 0) continue;
    const kind = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(ip, kind);
    else list.addSubnet(ip, Number(bits), kind);
  }
  return (address) => {
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}

function listOf(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** `::ffff:10.0.0.1` → `10.0.0.1`; some proxies add the port. */
function plain(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return /^\[([^\]]+)\](?::\d+)?$/.exec(bare)?.[1] ?? bare.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
}

/** A person opens a page, so that a page may be the answer. */
export function isNavigation({ method, headers }: IncomingMessage): boolean {
  const mode = headers['sec-fetch-mode'];
  if (method !== 'GET' || (mode !== undefined && mode !== 'navigate')) return false;
  return /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(headers.accept ?? '');
}

/** Programs that look at what people send each other, and those that read the web. */
const robots =
  /slackbot|slack-imgproxy|facebookexternalhit|facebookcatalog|meta-externalagent|twitterbot|whatsapp|discordbot|linkedinbot|telegrambot|skypeuripreview|microsoftpreview|teams|googlebot|google-inspectiontool|googleother|adsbot|bingbot|bingpreview|applebot|duckduckbot|yandex(?:bot|images)|baiduspider|pinterestbot|redditbot|mastodon|embedly|iframely|vkshare|snap url preview|signal-desktop|gptbot|claudebot|ccbot|bytespider|petalbot|ahrefsbot|semrushbot/i;

/** A link preview or a crawler: never wakes an environment, never uses a link. */
export function isRobot({ headers }: IncomingMessage): boolean {
  return robots.test(headers['user-agent'] ?? '');
}

/** Somebody may come, or only asks whether there is something. */
export function isIdle({ method, headers }: IncomingMessage): boolean {
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}`;
  return method === 'HEAD' || /prefetch|prerender|preview/i.test(purpose);
}
