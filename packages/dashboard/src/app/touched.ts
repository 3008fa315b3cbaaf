import type { Change } from '@slipway/api';
import type { LiveEvent } from './live.ts';

type Subject = Change['subject'];

/** Which reads a change of each subject outdates, by endpoint id. The list of flags patches its rows itself. */
const bySubject: Record<Subject, readonly string[]> = {
  project: ['getProject', 'listProjects'],
  environment: [
    'listEnvironments',
    'getEnvironment',
    'listFlagStates',
    'listStatesIn',
    'listFlagOverview',
    'getFlagState',
    'getSegmentState',
    'explainFlag',
    'listOverrides',
    'previewPromotion',
    'getRun',
    'listLinks',
    'compareEnvironments',
  ],
  flag: [
    'getFlag',
    'listFlags',
    'listFlagOverview',
    'listFlagStates',
    'listStatesIn',
    'getFlagState',
    'explainFlag',
    'previewPromotion',
  ],
  'flag-config': [
    'listFlagStates',
    'listStatesIn',
    'listFlagOverview',
    'getFlagState',
    'explainFlag',
    'listOverrides',
    'previewPromotion',
    'getReceipts',
  ],
  segment: ['listSegments', 'getSegment', 'getSegmentState', 'explainFlag', 'previewPromotion'],
  'segment-override': ['getSegmentState', 'listOverrides', 'explainFlag', 'previewPromotion'],
  token: ['listTokens'],
  member: ['listMembers', 'getMe'],
  invitation: ['listInvitations', 'listMembers'],
  person: ['listMembers', 'listPeople'],
  proposal: ['listProposals', 'getProposal'],
  review: ['listReviews'],
  service: ['listServices', 'getService', 'listBranches'],
  blueprint: ['listBlueprints', 'getBlueprint'],
  variable: ['listVariables', 'listServiceVariables'],
};

const always = [
  'listChanges',
  'getChange',
  'listEnvironments',
  'getEnvironment',
  'listProposals',
  'listReviews',
];

/** What a run’s change outdates: its environment where that is named, and the lists that have it. */
const runs = ['listEnvironments', 'getEnvironment', 'getRun', 'getHostingQuota'];

function event(heard: LiveEvent): string[] {
  if (heard.kind === 'change') return [...always, ...bySubject[heard.change.subject]];
  if (heard.kind === 'receipts') return ['getReceipts'];
  if (heard.kind === 'run') return runs;
  return ['getEvaluations', 'getOutcomes', 'listAttributes'];
}

export const touchedBy = {
  event,
  /** After a gap in the stream. */
  everything: new Set([
    ...always,
    ...Object.values(bySubject).flat(),
    ...runs,
    'listLinks',
    'compareEnvironments',
    'flag-list',
    'getReceipts',
    'getEvaluations',
    'getOutcomes',
    'listAttributes',
  ]),
};
