export { createGitSource, type GitSourceOptions } from './git-source.ts';
export { requireBranch, requirePath } from './names.ts';
export {
  type BranchFacts,
  type CommitFacts,
  type Comparison,
  type Found,
  type Ref,
  type Repository,
  type RepositoryCredential,
  type Source,
  SourceError,
} from './source.ts';
