export { followProtectedChange } from './follow.ts';
export { keptDecisions } from './retention.ts';
export { createReviews, type Reviews } from './reviews.ts';
export { type Protecting, proposalsRoutes } from './routes.ts';
export { createProposals, type Proposals, type ProposalsOptions } from './service.ts';
