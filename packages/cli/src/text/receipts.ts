import type { Receipts } from '@slipway/api';
import { durationText } from './time.ts';

/** `412 of 414 instances, p99 0.3 s; behind: web-3 (at 411)`. */
export function describeReceipts({ applied, connected, p99Ms, laggards }: Receipts): string {
  if (connected === 0) return 'no SDK instance heard of in the last two minutes';
  const pace = p99Ms === null ? '' : `, p99 ${durationText(p99Ms)}`;
  const names = laggards.map(({ instance, service, version }) => `${service ?? instance} (at ${version})`);
  const behind = names.length === 0 ? '' : `; behind: ${names.join(', ')}`;
  return `${applied} of ${connected} ${connected === 1 ? 'instance' : 'instances'}${pace}${behind}`;
}
