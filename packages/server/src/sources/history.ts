import type { GitAnswer } from './git-process.ts';
import { isBranch, nearest, shown } from './names.ts';
import {
  type BranchFacts,
  type CommitFacts,
  type Comparison,
  type Found,
  type Ref,
  SourceError,
} from './source.ts';

/** Runs git in one mirror. */
export type InMirror = (
  args: readonly string[],
  options?: { input?: string; mostBytes?: number },
) => Promise<GitAnswer>;

const MOST_FILE_BYTES = 1024 * 1024;
const LONGEST_TEXT = 500;
const NEAR_NAMES = 5;
const commitFormat = '%H%x00%s%x00%an%x00%cI%x00';
const branchFormat =
  '%(refname:lstrip=2)%00%(objectname)%00%(contents:subject)%00%(authorname)%00%(committerdate:iso-strict)%00';

export async function listBranches(
  git: InMirror,
  { contains = '', limit }: { contains?: string | undefined; limit: number },
): Promise<BranchFacts[]> {
  const wanted = contains.toLowerCase();
  const args = ['for-each-ref', '--sort=-committerdate', `--format=${branchFormat}`, 'refs/heads/'];
  return records(words(await git(args)), 5)
    .map(([name = '', ...commit]) => ({ name, ...commitFacts(commit) }))
    .filter(({ name }) => name.toLowerCase().includes(wanted) && isBranch(name))
    .slice(0, limit);
}

export async function findCommit(git: InMirror, ref: Ref, folder: string): Promise<Found> {
  const commit = await resolveRef(git, ref);
  const [tree, facts] = await Promise.all([treeOf(git, commit, folder), factsOf(git, commit)]);
  return { ...facts, tree };
}

async function resolveRef(git: InMirror, ref: Ref): Promise<string> {
  if ('commit' in ref) return resolveCommit(git, ref.commit);
  const { code, out } = await git([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `refs/heads/${ref.branch}^{commit}`,
  ]);
  if (code === 0) return out.toString().trim();
  throw await noSuchBranch(git, ref.branch);
}

async function noSuchBranch(git: InMirror, branch: string): Promise<SourceError> {
  const names = (await listBranches(git, { limit: 2_000 })).map(({ name }) => name);
  const near = nearest(branch, names, NEAR_NAMES);
  const hint = near.length > 0 ? `Near it: ${near.join(', ')}.` : 'The repository has no branch. Push one.';
  return new SourceError('ref-not-found', `The repository has no branch ${shown(branch)}. ${hint}`);
}

/** By digits alone: git would take a branch or tag of that name first. */
export async function resolveCommit(git: InMirror, digits: string): Promise<string> {
  const candidates =
    digits.length === 40
      ? [digits]
      : words(await git(['rev-parse', `--disambiguate=${digits}`]))
          .split('\n')
          .filter(Boolean);
  const checked = await git(['cat-file', '--batch-check'], {
    input: candidates.map((line) => `${line}\n`).join(''),
  });
  const commits = words(checked)
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, type]) => type === 'commit');
  const [commit = ''] = commits[0] ?? [];
  if (commits.length === 1) return commit;
  throw new SourceError(
    'ref-not-found',
    commits.length === 0
      ? `The repository has no commit ${digits} on a branch or tag. Push it, or give another.`
      : `${commits.length} commits start with ${digits}. Give more digits.`,
  );
}

async function factsOf(git: InMirror, commit: string): Promise<CommitFacts> {
  const [facts] = await log(git, ['-1', '--no-walk', '--end-of-options', commit]);
  if (!facts) throw new SourceError('ref-not-found', `The repository has no commit ${commit}.`);
  return facts;
}

/** Of the folder itself, never of what a link leads to. */
export async function treeOf(git: InMirror, commit: string, folder: string): Promise<string> {
  const name = folder === '' ? `${commit}^{tree}` : `${commit}:${folder}`;
  const [hash = '', type] = words(await git(['cat-file', '--batch-check'], { input: `${name}\n` }))
    .trim()
    .split(' ');
  if (type === 'tree') return hash;
  throw new SourceError(
    'folder-not-found',
    `There is no folder ${shown(folder)} at commit ${commit.slice(0, 12)}${type === 'blob' ? ', but a file or a link, which is not followed' : ''}. Correct the service’s folder, or take a commit that has it.`,
  );
}

export async function readText(git: InMirror, commit: string, path: string): Promise<string | null> {
  if (path === '') return null;
  const whole = await resolveCommit(git, commit);
  const entry = words(await git(['ls-tree', '-z', '-l', '--full-tree', '--end-of-options', whole, path]));
  const [, mode, hash, size, name] = /^(\d+) blob ([0-9a-f]+) +(\d+)\t([^\0]*)\0$/.exec(entry) ?? [];
  if (hash === undefined || name !== path || mode === '120000') return null;
  if (Number(size) > MOST_FILE_BYTES) {
    throw new SourceError(
      'path-refused',
      `${shown(path)} is larger than 1 MiB, the most that is read. Make it smaller.`,
    );
  }
  const { out } = await git(['cat-file', 'blob', hash], { mostBytes: MOST_FILE_BYTES });
  return out.toString('utf8');
}

export async function compareCommits(
  git: InMirror,
  { commit, other, folder, limit }: { commit: string; other: string; folder: string; limit: number },
): Promise<Comparison> {
  const [ours, theirs] = await Promise.all([resolveCommit(git, commit), resolveCommit(git, other)]);
  const where = folder === '' ? [] : [folder];
  const [counts, ahead] = await Promise.all([
    git(['rev-list', '--left-right', '--count', '--end-of-options', `${ours}...${theirs}`, '--', ...where]),
    log(git, [`--max-count=${limit}`, '--end-of-options', `${theirs}..${ours}`, '--', ...where]),
  ]);
  const [aheadCount = 0, behindCount = 0] = words(counts).trim().split('\t').map(Number);
  return { ahead, aheadCount, behindCount };
}

async function log(git: InMirror, args: readonly string[]): Promise<CommitFacts[]> {
  const answer = await git(['log', '--no-show-signature', `--format=tformat:${commitFormat}`, ...args]);
  return records(words(answer), 4).map(commitFacts);
}

function words({ code, out, complaint }: GitAnswer): string {
  if (code === 0) return out.toString('utf8');
  throw new SourceError(
    'unavailable',
    `The mirror could not be read: ${complaint.replace(/\p{C}/gu, ' ').trim().slice(0, 300)}`,
  );
}

/** Fields end with NUL, records with a line break after their last field. */
function records(text: string, fields: number): string[][] {
  const all = text
    .split('\0')
    .slice(0, -1)
    .map((field) => field.replace(/^\n/, ''));
  return Array.from({ length: Math.floor(all.length / fields) }, (_, index) =>
    all.slice(index * fields, (index + 1) * fields),
  );
}

function commitFacts([
  commit = '',
  subject = '',
  author = '',
  committedAt = '',
]: readonly string[]): CommitFacts {
  return { commit, subject: plain(subject), author: plain(author), committedAt: new Date(committedAt) };
}

/** Whoever commits chooses it: nothing that a terminal or a page would act on. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').slice(0, LONGEST_TEXT);
}
