import type { Evaluations } from '@slipway/api';

type End = Evaluations['ends'][number];

/** Which rung an evaluation ended at: `enabled`, `prerequisite`, `target`, `rule:r1`, `fallthrough`. */
function rungOf({ reason, ruleId }: Pick<End, 'reason' | 'ruleId'>): string {
  if (ruleId !== null && ruleId !== '') return `rule:${ruleId}`;
  if (reason === 'DISABLED') return 'enabled';
  if (reason === 'PREREQUISITE_FAILED') return 'prerequisite';
  if (reason === 'TARGETING_MATCH') return 'target';
  if (reason === 'ERROR') return 'error';
  return 'fallthrough';
}

/** How many evaluations ended at each rung. */
export function countsByRung(ends: readonly End[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(rungOf(end), (counts.get(rungOf(end)) ?? 0) + end.count);
  return counts;
}

/** "6 %", "under 1 %", "0 %" of all that ended somewhere; '' where there was none. */
export function shareText(count: number, total: number): string {
  if (total === 0) return '';
  const share = (count / total) * 100;
  if (count > 0 && share < 1) return '< 1 %';
  if (count < total && share > 99) return '> 99 %';
  return `${Math.round(share)} %`;
}
