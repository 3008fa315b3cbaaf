import type { FlagConfig } from '@slipway/api';

const byStart: readonly [start: string, id: string, label: string][] = [
  ['schedule', 'enabled', 'Schedule'],
  ['enabled', 'enabled', 'Switch'],
  ['prerequisites', 'prerequisite', 'Required flags'],
  ['targets', 'target', 'Listed keys'],
  ['fallthrough', 'fallthrough', 'Everyone else'],
  ['offVariant', 'values', 'Off variant'],
  ['safeVariant', 'values', 'Safe variant'],
];

/** The rung that a JSON path such as `rules[0].serve` lies in. */
export function rungAt(path: string, config?: FlagConfig): { id: string; label: string } {
  const index = /^rules\[(\d+)\]/.exec(path)?.[1];
  if (index !== undefined)
    return { id: `rule:${config?.rules[Number(index)]?.id ?? ''}`, label: `Rule ${Number(index) + 1}` };
  const found = byStart.find(([start]) => path.startsWith(start));
  return { id: found?.[1] ?? '', label: found?.[2] ?? 'The config' };
}
