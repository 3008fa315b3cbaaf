import type { Variable } from '@slipway/api';
import { kindWords } from '../environments/environment-words.ts';

type Place = Pick<Variable, 'service' | 'kind' | 'environment'>;

/** "every service", "web in demo environments", "api in pr-42". */
export function placeWords({ service, kind, environment }: Place): string {
  const who = service ?? 'every service';
  if (environment !== null) return `${who} in ${environment}`;
  if (kind !== null) return `${who} in ${kindWords[kind].label.toLowerCase()} environments`;
  return who;
}

/** Tells variables of one name apart. */
export function variableName({ name, service, kind, environment }: Variable): string {
  return [name, service, kind, environment].join('/');
}

/** By name; of one name the widest first, as the narrower ones win over it. */
export function inOrder(variables: readonly Variable[]): Variable[] {
  const narrowness = ({ service, kind, environment }: Place): number =>
    (service === null ? 0 : 1) + (kind === null ? 0 : 2) + (environment === null ? 0 : 4);
  return [...variables].sort((a, b) => a.name.localeCompare(b.name) || narrowness(a) - narrowness(b));
}
