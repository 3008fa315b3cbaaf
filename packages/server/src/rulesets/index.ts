export { checkFlag, checkSegment } from './check.ts';
export { type Commits, createCommits, type EnvironmentVersion } from './commits.ts';
export { checkDefaultSegmentCycles } from './cycles.ts';
export { type EffectiveState, effectiveStates, type OwnState, type Source, sourceOf } from './effective.ts';
export { rulesetEnds } from './effects.ts';
export type { Effect, Entry, EntryKind, FlagValue, Judged, Protection } from './entries.ts';
export { type HeldVersion, HISTORY_DAYS, keptHistory, versionAt } from './history.ts';
export {
  type EnvironmentEntries,
  loadEntries,
  loadEntriesAt,
  type WantedEntries,
} from './load-entries.ts';
export {
  databaseNow,
  environmentNotFound,
  findProjectId,
  type LockedProject,
  loadPlaces,
  projectNotFound,
} from './locks.ts';
export {
  createMutations,
  type Ground,
  type Mutated,
  type MutationRequest,
  type Mutations,
  type OnProtectedChange,
  type Outcome,
  type ProtectedChange,
  type Scope,
  type SubjectChange,
} from './mutation.ts';
export type { KeysAfter, OverridesOf } from './overrides.ts';
export { placedRows } from './placed-rows.ts';
export type { PromotionPart } from './promotion.ts';
export { ApprovalRequired, approvalsFor, onTerms, type Terms, unlessApproved } from './protection.ts';
export { madeChange, revertRequest } from './reverting.ts';
export { type Ends, type GuardedPlace, type Place, withBases, withDescendants } from './tree.ts';
export { configOf, contentOf, jsonOf, writtenConfig, writtenContent } from './written.ts';
