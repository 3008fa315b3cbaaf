import type { Environment, Receipts } from '@slipway/api';
import type { StateLook } from '../ui/state-mark.tsx';

type Kind = Environment['kind'];

/** What each kind is for, in the order in which they are offered. */
export const kindWords: Record<Kind, { label: string; explanation: string }> = {
  permanent: {
    label: 'Permanent',
    explanation: 'Stays: production, where users are, and its rehearsals, such as staging.',
  },
  shared: {
    label: 'Shared',
    explanation: 'A persistent test environment that several people or teams use.',
  },
  'on-demand': {
    label: 'On demand',
    explanation: 'For one project or pull request; goes when the work is done.',
  },
  demo: { label: 'Demo', explanation: 'Pinned and self-contained, to show to somebody.' },
  'load-test': { label: 'Load test', explanation: 'Isolated; may fail without harm to anybody.' },
};

export function isKind(value: string): value is Kind {
  return Object.hasOwn(kindWords, value);
}

export const kinds: readonly Kind[] = Object.keys(kindWords).filter(isKind);

/** "412 of 414 instances, p99 0.3 s". */
export function receiptsWords({ connected, applied, p99Ms }: Receipts): { look: StateLook; words: string } {
  if (connected === 0) return { look: 'off', words: 'No instance connected' };
  const pace = p99Ms === null ? '' : `, p99 ${secondsText(p99Ms)}`;
  const instances = connected === 1 ? 'instance' : 'instances';
  if (applied === connected)
    return { look: 'on', words: `${connected === 1 ? '' : 'All '}${connected} ${instances}${pace}` };
  return { look: 'waiting', words: `${applied} of ${connected} ${instances}${pace}` };
}

/** "0.3 s"; "24 ms" below a tenth of a second. */
export function secondsText(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: ms < 10_000 ? 1 : 0 })} s`;
}

export function approvalsWords({
  isProtected,
  approvals,
}: Pick<Environment, 'isProtected' | 'approvals'>): string {
  if (!isProtected) return 'Changes apply at once';
  return approvals === 1 ? 'Changes need 1 approval' : `Changes need ${approvals} approvals`;
}

export function countText(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Why a key cannot be used; null when it can. */
export function keyProblem(key: string, taken: ReadonlySet<string>): string | null {
  if (key === '') return null;
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(key))
    return 'Use 1–63 lower-case letters, digits and inner hyphens.';
  return taken.has(key) ? `There is an environment "${key}" already.` : null;
}

/** Why there is nothing to promote to an environment. */
export function nothingFor(target: string): string {
  return `Nothing to promote: ${target} has all of this already.`;
}
