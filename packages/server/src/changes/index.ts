export { eraseAuthor, withdrawProposalsBy } from './erase.ts';
export {
  type Guard,
  matchGuard,
  type Present,
  type Revert,
  type RevertedChange,
  type Reverter,
  untouchedGuard,
} from './guard.ts';
export { type ChangeDraft, type ChangeSubject, record } from './record.ts';
export { changesRoutes } from './routes.ts';
export { type Changes, type ChangesOptions, createChanges } from './service.ts';
export { type Verified, verifyChanges } from './verify.ts';
export { changesAfter } from './views.ts';
