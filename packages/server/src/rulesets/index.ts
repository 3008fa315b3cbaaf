export { checkFlag, checkSegment } from './check.ts';
export { type Commits, createCommits, type EnvironmentVersion } from './commits.ts';
export { checkDefaultSegmentCycles } from './cycles.ts';
export { type EffectiveState, effectiveStates, type OwnState, type Source, sourceOf } from './effective.ts';
export type { Entry, EntryKind, FlagValue } from './entries.ts';
export {
  type EnvironmentEntries,
  loadEntries,
  loadEntriesAt,
  type WantedEntries,
} from './load-entries.ts';
export { databaseNow, environmentNotFound, findProjectId, loadPlaces, projectNotFound } from './locks.ts';
export {
  createMutations,
  type Ground,
  type Mutated,
  type MutationRequest,
  type Mutations,
  type Outcome,
  type Scope,
  type SubjectChange,
} from './mutation.ts';
export { madeChange, revertRequest } from './reverting.ts';
export { type Place, withDescendants } from './tree.ts';
export { configOf, contentOf, writtenConfig, writtenContent } from './written.ts';
