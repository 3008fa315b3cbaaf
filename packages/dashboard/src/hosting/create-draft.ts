import type { Environment, Plan, RunDraft, Wanted } from '@slipway/api';
import { isProductionLike } from '../ui/environment-name.tsx';
import { slugOf } from '../ui/slug.ts';

/** What somebody has chosen so far. */
export interface CreateDraft {
  blueprint: string;
  /** As typed, by service: a branch, or a commit. '' = not chosen. */
  codes: Readonly<Record<string, string>>;
  sameBranch: string;
  /** null = the blueprint’s first. */
  seed: string | null;
  /** '' = none. */
  base: string;
}

/** A commit is told by its digits, unless a branch is called so. */
function wantedOf(code: string, branches: ReadonlySet<string>): Wanted {
  const isCommit = /^[0-9a-f]{7,40}$/.test(code) && !branches.has(code);
  return isCommit ? { commit: code } : { branch: code };
}

/** What is asked of the server. */
export function runDraftOf(
  { blueprint, codes, sameBranch, seed }: CreateDraft,
  branches: ReadonlySet<string> = new Set(),
): RunDraft {
  const chosen = Object.entries(codes).filter(([, code]) => code.trim() !== '');
  return {
    blueprint,
    services: Object.fromEntries(
      chosen.map(([service, code]) => [service, wantedOf(code.trim(), branches)] as const),
    ),
    ...(sameBranch.trim() === '' ? {} : { sameBranch: sameBranch.trim() }),
    seed,
  };
}

/** "feature/new-checkout" → "new-checkout"; with a number behind it where that is taken. */
export function suggestedKey(
  { codes, sameBranch, blueprint }: CreateDraft,
  taken: ReadonlySet<string>,
): string {
  const code = [sameBranch, ...Object.values(codes)].find((one) => one.trim() !== '') ?? '';
  const plain =
    slugOf(code.trim().replace(/^(feature|feat|fix|bugfix|hotfix|chore)\//, '')) || slugOf(blueprint);
  if (!taken.has(plain)) return plain;
  for (let n = 2; ; n += 1) {
    const ending = `-${n}`;
    const key = `${plain.slice(0, 63 - ending.length).replace(/-+$/, '')}${ending}`;
    if (!taken.has(key)) return key;
  }
}

/** Registered services that a blueprint takes code of, each once. */
export function servicesOf({ summary }: Pick<Plan, 'summary'>): string[] {
  return [...new Set(summary.services.flatMap(({ service }) => (service === null ? [] : [service])))];
}

/** Work in progress is tried on what is not production: staging, where there is one. */
export function usualBase(all: readonly Environment[]): string {
  const permanent = all.filter(({ kind }) => kind === 'permanent');
  const staging = permanent.find(({ key }) => key === 'staging');
  const rehearsal = permanent.find(({ name }) => !isProductionLike(name, true));
  return (staging ?? rehearsal ?? permanent[0])?.key ?? '';
}

interface CommandParts {
  draft: CreateDraft;
  key: string;
  kind: Environment['kind'];
}

/** The same on the command line. */
export function createCommand({ draft, key, kind }: CommandParts): string {
  const { blueprint, codes, sameBranch, seed, base } = draft;
  const chosen = Object.entries(codes).filter(([, code]) => code.trim() !== '');
  return [
    `slipway environment create ${key || '<key>'} --blueprint ${blueprint || '<blueprint>'}`,
    ...(chosen.length === 0
      ? []
      : [`--from "${chosen.map(([service, code]) => `${service}@${code.trim()}`).join(' + ')}"`]),
    ...(sameBranch.trim() === '' ? [] : [`--same-branch ${sameBranch.trim()}`]),
    ...(seed === null ? [] : [`--seed ${seed}`]),
    ...(base === '' ? [] : [`--base ${base}`]),
    ...(kind === 'on-demand' ? [] : [`--kind ${kind}`]),
  ].join(' ');
}
