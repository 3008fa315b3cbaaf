import { isIP } from 'node:net';
import { UsageError } from './usage-error.ts';

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** An address, or a network with its bits. */
export function isRange(text: string): boolean {
  const [ip = '', bits, ...rest] = text.split('/');
  const most = isIP(ip) === 6 ? 128 : 32;
  if (isIP(ip) === 0 || ip.includes('%') || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
}

const hostName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

/** Addresses, ranges and host names. */
export function places(option: string, list: string[]): string[] {
  for (const place of list) {
    // What ends in a number is an address to a URL parser, in one of many spellings.
    if (isRange(place) || (hostName.test(place) && !/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i.test(place))) continue;
    throw new UsageError(
      `${option} has "${place}". Give addresses, ranges such as 10.0.0.0/8, or host names without a port.`,
    );
  }
  return list;
}
