import type { Receipts } from '@slipway/api';

/** "45 ms", "0.3 s", "3 min". */
export function durationText(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

const MOST_NAMES = 3;

/** "Applied by 412 of 414 instances, p99 0.3 s, still waiting for web-3 and web-9". */
export function reachWords({ connected, applied, p99Ms, laggards }: Receipts): string {
  if (connected === 0) return 'No SDK instance has been heard of in the last two minutes';
  const all = connected === applied;
  const on = all
    ? `Applied by ${connected === 1 ? 'the only instance' : `all ${count(connected)} instances`}`
    : `Applied by ${count(applied)} of ${count(connected)} instances`;
  const late = all ? '' : `, still waiting for ${namesOf(laggards, connected - applied)}`;
  return `${on}${p99Ms === null ? '' : `, p99 ${durationText(p99Ms)}`}${late}`;
}

/** Whether there is nobody left to wait for. */
export function isEverywhere({ connected, applied }: Receipts): boolean {
  return connected > 0 && connected === applied;
}

function namesOf(laggards: Receipts['laggards'], missing: number): string {
  const names = laggards
    .slice(0, MOST_NAMES)
    .map(({ instance, service }) => (service ? `${instance} (${service})` : instance));
  const more = missing - names.length;
  return [...names, ...(more > 0 ? [`${count(more)} more`] : [])].join(', ');
}

function count(value: number): string {
  return value.toLocaleString('en');
}
