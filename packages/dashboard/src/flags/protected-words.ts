import type { Environment } from '@slipway/api';
import { listed } from './phrase.ts';

/** Why a change that reaches every environment waits; null where none is protected. */
export function protectedWords(
  environments: readonly Pick<Environment, 'name' | 'isProtected'>[],
): string | null {
  const names = environments.filter(({ isProtected }) => isProtected).map(({ name }) => name);
  if (names.length === 0) return null;
  const verb = names.length === 1 ? 'is' : 'are';
  return `${listed(names, 'and').text} ${verb} protected: somebody else has to approve.`;
}
