import type { Change, Proposal } from '@slipway/api';

/** Applied and recorded in one transaction, by two readings of the clock. */
const NEAR_MS = 10_000;

/** The approved proposal that made a change: the nearest in time that is about the same; undefined = none known. */
export function proposalOf(change: Change, applied: readonly Proposal[]): Proposal | undefined {
  if (change.onBehalfOf === null) return undefined;
  const distance = ({ endedAt }: Proposal): number =>
    Math.abs(Date.parse(endedAt ?? '') - Date.parse(change.at));
  return applied
    .filter((proposal) => isAbout(proposal, change) && distance(proposal) <= NEAR_MS)
    .sort((a, b) => distance(a) - distance(b))[0];
}

function isAbout({ params, effects, body }: Proposal, { key, environment }: Change): boolean {
  if (params.flag !== undefined)
    return params.flag === key && (params.environment ?? environment) === environment;
  return (
    effects.some((effect) => effect.key === key) || JSON.stringify(body ?? null).includes(JSON.stringify(key))
  );
}
