import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const ran = promisify(execFile);

/** Same content, same commit: whoever starts the demo twice has the same history. */
const identity = {
  GIT_AUTHOR_NAME: 'Developer',
  GIT_AUTHOR_EMAIL: 'developer@academy.example',
  GIT_COMMITTER_NAME: 'Developer',
  GIT_COMMITTER_EMAIL: 'developer@academy.example',
};

/** Nothing of this machine's settings: no hooks, no signing, no line ends made over. */
const ownSettings = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };

/** Answers what git prints, without the line break at the end. */
export type Git = (args: readonly string[], variables?: Readonly<Record<string, string>>) => Promise<string>;

/** git on a bare repository. */
export function gitIn(repository: string): Git {
  return async (args, variables = {}) => {
    const env = { PATH: process.env.PATH, HOME: repository, ...ownSettings, ...identity, ...variables };
    const { stdout } = await ran('git', ['--git-dir', repository, ...args], { env, maxBuffer: 64 * 2 ** 20 });
    return stdout.trimEnd();
  };
}

/** Commits a folder's content on a parent, without a working copy of the repository; answers the commit. */
export async function commitFolder(
  git: Git,
  {
    folder,
    index,
    subject,
    parent,
    at,
  }: { folder: string; index: string; subject: string; parent: string | null; at: string },
): Promise<string> {
  const place = { GIT_WORK_TREE: folder, GIT_INDEX_FILE: index };
  await git(['add', '--all', '--force', '.'], place);
  const tree = await git(['write-tree'], place);
  const dates = { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
  return git(['commit-tree', tree, '-m', subject, ...(parent === null ? [] : ['-p', parent])], dates);
}
