import { resolve } from 'node:path';
import type { Logger } from '../platform/log/index.ts';
import { parseAddress } from './addresses.ts';
import { writeTree } from './check-out.ts';
import { createGitHome } from './git-home.ts';
import { runGit } from './git-process.ts';
import {
  compareCommits,
  findCommit,
  type InMirror,
  listBranches,
  readText,
  resolveCommit,
  treeOf,
} from './history.ts';
import { createMirrors } from './mirrors.ts';
import { requireBranch, requireCommit, requirePath } from './names.ts';
import { sweep } from './orphans.ts';
import type { Ref, Repository, Source } from './source.ts';

export interface GitSourceOptions {
  /** Slipway's alone; nobody else may enter it. */
  readonly folder: string;
  /** Whose repositories may be fetched by file:// URLs. */
  readonly allowFolders: readonly string[];
  readonly log: Logger;
  /** git's home. Default: `home` in the folder. */
  readonly home?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Repositories through bare mirrors, by the git of this machine. */
export function createGitSource({
  folder,
  allowFolders,
  log,
  home: gitHome,
  now = Date.now,
}: GitSourceOptions): Source {
  const home = createGitHome(resolve(folder), gitHome);
  const mirrors = createMirrors({ home, allowFolders, log, now });
  const swept = sweep(home).catch((err: unknown) =>
    log.warn({ err }, 'what earlier fetches left was not cleared'),
  );

  const open = async (
    repository: Repository,
    signal?: AbortSignal,
  ): Promise<{ mirror: string; git: InMirror }> => {
    await swept;
    const mirror = await mirrors.open(repository, signal);
    const git: InMirror = (args, options = {}) =>
      runGit({
        ...options,
        args: [`--git-dir=${mirror}`, ...args],
        environment: home.environment,
        cwd: home.scratch,
        signal,
      });
    return { mirror, git };
  };

  return {
    requireUrl: (url) => void parseAddress(url, allowFolders),
    fetch: async (repository, options) => {
      await swept;
      await mirrors.fetch(repository, options);
    },
    branches: async (repository, wanted) => listBranches((await open(repository)).git, wanted),
    find: async (repository, ref, path) => {
      requireRef(ref);
      requirePath(path);
      return findCommit((await open(repository)).git, ref, path);
    },
    read: async (repository, commit, path) => {
      requireCommit(commit);
      requirePath(path);
      return readText((await open(repository)).git, commit, path);
    },
    compare: async (repository, at) => {
      requireCommit(at.commit);
      requireCommit(at.other);
      requirePath(at.folder);
      return compareCommits((await open(repository)).git, at);
    },
    checkOut: async (repository, at, signal) => {
      requireCommit(at.commit);
      requirePath(at.folder);
      const { mirror, git } = await open(repository, signal);
      const tree = await treeOf(git, await resolveCommit(git, at.commit), at.folder);
      await writeTree(home, mirror, { tree, into: at.into }, signal);
    },
  };
}

function requireRef(ref: Ref): void {
  if ('commit' in ref) requireCommit(ref.commit);
  else requireBranch(ref.branch);
}
