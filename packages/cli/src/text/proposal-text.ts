import type { Proposal, Review } from '@slipway/api';
import { differencesBetween, differenceText } from './json-differences.ts';
import { pairs, table } from './table.ts';
import { utcText } from './time.ts';

/** What a proposed call would do, by endpoint; one that is not here is named as it is. */
const verbs: Readonly<Record<string, string>> = {
  createFlag: 'create flag',
  updateFlag: 'change flag',
  archiveFlag: 'archive flag',
  unarchiveFlag: 'unarchive flag',
  putFlagConfig: 'set flag',
  dropFlagOverride: 'drop the override of flag',
  switchFlag: 'switch flag',
  restoreFlag: 'restore flag',
  createSegment: 'create segment',
  updateSegment: 'change segment',
  deleteSegment: 'delete segment',
  putSegmentOverride: 'override segment',
  dropSegmentOverride: 'drop the override of segment',
  updateEnvironment: 'change environment',
  deleteEnvironment: 'delete environment',
  revertChange: 'revert change',
  protectEnvironment: 'set the protection of',
};

/** `switch flag new-checkout on in production`. */
export function describeProposal({ endpoint, params, body }: Proposal): string {
  const { flag, segment, change, environment } = params;
  const what = flag ?? segment ?? change ?? fieldOf(body, 'key') ?? environment ?? '';
  const enabled = fieldOf(body, 'enabled');
  const state = endpoint === 'switchFlag' ? ` ${enabled === true ? 'on' : 'off'}` : '';
  const place = environment === undefined || environment === what ? '' : ` in ${environment}`;
  if (endpoint === 'promote') return `promote ${environment} to ${String(fieldOf(body, 'to'))}`;
  return `${verbs[endpoint] ?? endpoint} ${String(what)}${state}${place}`;
}

/** After it was made. */
export function proposedText(proposal: Proposal): string {
  const { id, required } = proposal;
  const who = required === 1 ? 'somebody else' : `${required} others`;
  return `Proposed ${id}: ${describeProposal(proposal)}. Nothing has changed yet; it waits for ${who}: slipway proposal approve ${id}`;
}

export function proposalTable(proposals: readonly Proposal[]): string {
  if (proposals.length === 0) return 'There are no such proposals.';
  return table(
    ['ID', 'SINCE (UTC)', 'STATE', 'BY', 'APPROVALS', 'WHAT', 'REASON'],
    proposals.map((proposal) => [
      proposal.id,
      utcText(proposal.createdAt),
      proposal.state,
      proposal.author.name || '(erased)',
      `${countOf(proposal)} of ${proposal.required}`,
      describeProposal(proposal),
      proposal.reason ?? '–',
    ]),
  );
}

export function proposalText(proposal: Proposal): string {
  const { author, approvals, required, effects } = proposal;
  const approvers = approvals.map(approverText).join(', ');
  const head = pairs([
    ['proposal', proposal.id],
    ['state', `${proposal.state}${proposal.note === null ? '' : `: ${proposal.note}`}`],
    ['what', describeProposal(proposal)],
    ['by', `${author.name || '(erased)'}, ${utcText(proposal.createdAt)} UTC`],
    ['reason', proposal.reason ?? '–'],
    ['approvals', `${countOf(proposal)} of ${required}${approvers ? `: ${approvers}` : ''}`],
    ['hash', proposal.hash],
  ]);
  return [head, ...effects.map(effectText)].join('\n\n');
}

/** How many approvals count. */
export function countOf({ approvals }: Proposal): number {
  return approvals.filter(({ isCounted }) => isCounted).length;
}

function approverText({ by, isCounted }: Proposal['approvals'][number]): string {
  return `${by.name || '(erased)'}${isCounted ? '' : ' (counts no more)'}`;
}

function effectText({
  environment,
  isProtected,
  kind,
  key,
  before,
  after,
}: Proposal['effects'][number]): string {
  const differences = differencesBetween(before, after).map(differenceText);
  const place = `${environment}${isProtected ? ' (protected)' : ''}`;
  return `${kind} ${key} in ${place}:\n${pairs(differences, '  ')}`;
}

export function reviewTable(reviews: readonly Review[]): string {
  if (reviews.length === 0) return 'There are no such reviews.';
  return table(
    ['ID', 'KILLED (UTC)', 'FLAG', 'ENVIRONMENT', 'CHANGE', 'CLOSED BY', 'NOTE'],
    reviews.map(({ id, openedAt, flag, environment, change, closedBy, note }) => [
      id,
      utcText(openedAt),
      flag,
      environment,
      change,
      closedBy === null ? '–' : closedBy.name || '(erased)',
      note ?? '–',
    ]),
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
