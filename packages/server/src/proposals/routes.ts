import {
  approveProposal,
  closeReview,
  getProposal,
  listProposals,
  listReviews,
  protectEnvironment,
  rejectProposal,
  withdrawProposal,
} from '@slipway/api';
import { type App, type Gate, makeCall, route } from '../platform/http/index.ts';
import type { Mutations } from '../rulesets/index.ts';
import { protect, requireReason } from './environment-protection.ts';
import type { Reviews } from './reviews.ts';
import type { Proposals } from './service.ts';

export interface Protecting {
  proposals: Proposals;
  reviews: Reviews;
  mutations: Mutations;
}

export function proposalsRoutes(
  app: App,
  { proposals, reviews, mutations }: Protecting,
  authorise: Gate['authorise'],
): void {
  route(app, listProposals, ({ params, query }) => proposals.list(params.project, query));
  route(app, getProposal, ({ params }) => proposals.get(params));
  route(app, approveProposal, ({ params, body, ...caller }) =>
    proposals.approve(params, body, caller, (call, by) => makeCall(app, call, by)),
  );
  route(app, rejectProposal, ({ params, body, ...caller }) => proposals.reject(params, body.reason, caller));
  route(app, withdrawProposal, ({ params, body, ...caller }) =>
    proposals.withdraw(params, body.reason, caller),
  );
  route(app, listReviews, ({ params, query }) => reviews.list(params.project, query));
  route(app, closeReview, ({ params, body, author }) => reviews.close(params, body.note, author));
  route(app, protectEnvironment, ({ params, body, author, ifMatch, principal }) => {
    const { breakGlass: breaksGlass = false, reason } = body;
    if (breaksGlass) {
      authorise(principal, 'instance:administer', { project: null });
      requireReason(reason);
    }
    return protect(mutations, params, body, { author, ifMatch, reason, breaksGlass });
  });
}
