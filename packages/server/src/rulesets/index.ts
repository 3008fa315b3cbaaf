export { type Commits, createCommits, type EnvironmentVersion } from './commits.ts';
export type { Entry, EntryKind, FlagValue } from './entries.ts';
export {
  type EnvironmentEntries,
  loadEntries,
  loadEntriesAt,
  type WantedEntries,
} from './load-entries.ts';
