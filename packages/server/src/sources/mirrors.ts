import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../platform/log/index.ts';
import { type Address, parseAddress } from './addresses.ts';
import { fingerprint, prepareSignIn } from './credentials.ts';
import { fetchFailure } from './fetch-failure.ts';
import type { GitHome } from './git-home.ts';
import { type GitAnswer, runGit } from './git-process.ts';
import { clearCutOffFetch, forgetFetch, recordFetch } from './orphans.ts';
import { newScratch } from './scratch.ts';
import { createSingleFlight, type SingleFlight } from './single-flight.ts';
import { type Repository, SourceError } from './source.ts';

export interface Mirrors {
  fetch(repository: Repository, options?: { maxAgeMs?: number; signal?: AbortSignal }): Promise<void>;
  /** The mirror's folder, for one whose credential has fetched it; fetched first where none has yet. */
  open(repository: Repository, signal?: AbortSignal): Promise<string>;
}

export interface MirrorsDeps {
  readonly home: GitHome;
  readonly allowFolders: readonly string[];
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * Who has fetched with what, and when that began. A mirror is shared, the right to read it is not: it is shown by a
 * fetch, so that knowing an address opens nothing that others' credentials have brought here.
 */
type Access = Record<string, number>;

const FETCH_TIMEOUT_MS = 15 * 60_000;
/** Outranks every .gitattributes of a repository. */
const bytesAsTheyAre = '* -text -ident -filter -working-tree-encoding\n';
const refspecs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];

export function createMirrors(deps: MirrorsDeps): Mirrors {
  const { home, now } = deps;
  const flights = new Map<string, SingleFlight>();
  const exclusively = createTurns();

  const flightOf = (mirror: string, repository: Repository): SingleFlight => {
    const key = `${mirror} ${fingerprint(repository.credential)}`;
    const known = flights.get(key);
    if (known) return known;
    const flight = createSingleFlight((signal) =>
      exclusively(mirror, () => fetchInto(deps, mirror, repository, signal)),
    );
    flights.set(key, flight);
    return flight;
  };

  const fetch: Mirrors['fetch'] = async (repository, { maxAgeMs = 0, signal } = {}) => {
    const notBefore = performance.now() - maxAgeMs;
    const mirror = mirrorOf(home, parseAddress(repository.url, deps.allowFolders));
    const fetchedAt = (await accessTo(mirror))[fingerprint(repository.credential)];
    const ageMs = fetchedAt === undefined ? Number.POSITIVE_INFINITY : now() - fetchedAt;
    if (ageMs >= 0 && ageMs < maxAgeMs) return;
    await flightOf(mirror, repository).join(notBefore, signal);
  };

  return {
    fetch,
    open: async (repository, signal) => {
      const mirror = mirrorOf(home, parseAddress(repository.url, deps.allowFolders));
      const access = await accessTo(mirror);
      if (!(fingerprint(repository.credential) in access)) await fetch(repository, signal ? { signal } : {});
      return mirror;
    },
  };
}

function mirrorOf({ mirrors }: GitHome, { url }: Address): string {
  return join(mirrors, `${createHash('sha256').update(url).digest('hex')}.git`);
}

/** One after the other for each mirror. */
function createTurns(): (mirror: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return (mirror, work) => {
    const turn = (last.get(mirror) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    last.set(mirror, settled);
    settled.finally(() => last.get(mirror) === settled && last.delete(mirror));
    return turn;
  };
}

async function fetchInto(
  deps: MirrorsDeps,
  mirror: string,
  repository: Repository,
  signal: AbortSignal,
): Promise<void> {
  const began = deps.now();
  // Again, as a link may lead elsewhere by now.
  const address = parseAddress(repository.url, deps.allowFolders);
  if (mirrorOf(deps.home, address) !== mirror)
    throw new SourceError('unavailable', `${repository.url} leads elsewhere since a moment ago. Try again.`);
  await clearCutOffFetch(mirror);
  await makeMirror(deps.home, mirror);
  await signedIn(deps, mirror, { repository, address }, signal);
  await grant(mirror, fingerprint(repository.credential), began);
  deps.log.debug({ mirror, tookMs: deps.now() - began }, 'repository fetched');
}

async function signedIn(
  deps: MirrorsDeps,
  mirror: string,
  { repository, address }: { repository: Repository; address: Address },
  signal: AbortSignal,
): Promise<void> {
  await using work = await newScratch(deps.home);
  const { credential, url } = repository;
  const seenHosts = `${mirror}.known-hosts`;
  const signIn = await prepareSignIn(address, credential, { work: work.folder, seenHosts });
  const run = (): Promise<GitAnswer> =>
    gitFetch(deps.home, mirror, {
      url: address.url,
      environment: { ...signIn.environment, GIT_ALLOW_PROTOCOL: address.protocol },
      cwd: work.folder,
      signal,
    });
  let answer = await run();
  if (/\.lock': File exists/.test(answer.complaint)) {
    await clearCutOffFetch(mirror);
    answer = await run();
  }
  await forgetFetch(mirror);
  if (answer.code === 0) return signIn.keep();
  const { error, isRefusal } = fetchFailure({
    address,
    url,
    credential,
    complaint: answer.complaint,
    secrets: signIn.secrets,
  });
  if (isRefusal) await withdraw(mirror, fingerprint(credential));
  throw error;
}

/** Cut off by a signal or by our own end, it leaves its record to the next. */
function gitFetch(
  home: GitHome,
  mirror: string,
  call: { url: string; environment: Record<string, string>; cwd: string; signal: AbortSignal },
): Promise<GitAnswer> {
  const options = ['--quiet', '--prune', '--force', '--no-tags', '--no-write-fetch-head'];
  return runGit({
    args: [`--git-dir=${mirror}`, 'fetch', ...options, '--end-of-options', call.url, ...refspecs],
    environment: { ...home.environment, ...call.environment },
    cwd: call.cwd,
    signal: call.signal,
    timeoutMs: FETCH_TIMEOUT_MS,
    onStart: (pid) => recordFetch(mirror, pid),
  });
}

async function makeMirror(home: GitHome, mirror: string): Promise<void> {
  if (existsSync(join(mirror, 'HEAD'))) return;
  await using work = await newScratch(home);
  const fresh = join(work.folder, 'mirror.git');
  const args = ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', fresh];
  const { code, complaint } = await runGit({ args, environment: home.environment, cwd: work.folder });
  if (code !== 0)
    throw new SourceError('unavailable', `git could not make a mirror: ${complaint.trim().slice(0, 300)}`);
  await mkdir(join(fresh, 'info'), { recursive: true });
  await writeFile(join(fresh, 'info', 'attributes'), bytesAsTheyAre);
  await rm(mirror, { recursive: true, force: true });
  await rename(fresh, mirror);
}

async function accessTo(mirror: string): Promise<Access> {
  if (!existsSync(join(mirror, 'HEAD'))) return {};
  try {
    return JSON.parse(await readFile(`${mirror}.access`, 'utf8'));
  } catch {
    return {};
  }
}

async function grant(mirror: string, who: string, at: number): Promise<void> {
  await writeAccess(mirror, { ...(await accessTo(mirror)), [who]: at });
}

async function withdraw(mirror: string, who: string): Promise<void> {
  const { [who]: _, ...others } = await accessTo(mirror);
  await writeAccess(mirror, others);
}

async function writeAccess(mirror: string, access: Access): Promise<void> {
  const file = `${mirror}.access`;
  await writeFile(`${file}.new`, JSON.stringify(access), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
