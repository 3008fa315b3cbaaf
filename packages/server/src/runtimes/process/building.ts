import { createHash } from 'node:crypto';
import { appendFileSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, type BuildRequest, type Output, RuntimeError } from '../runtime.ts';
import type { Account, Accounts } from './accounts.ts';
import type { Cgroups } from './cgroups.ts';
import { runCommand } from './commands.ts';
import { copyFiles, dependencyFiles, type SplitCommand, splitCommand } from './dependencies.ts';
import { giveAll, link, remove, takeBack } from './files.ts';
import type { Isolation } from './launch.ts';
import type { EnvironmentPlace, Place } from './place.ts';
import type { Programs } from './programs.ts';
import { createSingleFlight } from './single-flight.ts';
import { createStore, type Store, stage } from './store.ts';

export interface BuildingDeps {
  place: Place;
  accounts: Accounts;
  cgroups: Cgroups;
  programs: Programs;
  isolation: () => Promise<Isolation>;
}

export interface Building {
  /** Made once for everybody; the key and where it is. */
  build(
    request: BuildRequest,
    environment: EnvironmentPlace,
    account: Account | null,
    output: Output,
  ): Promise<Built>;
  prune(before: number): Promise<void>;
}

export interface Built extends Artifact {
  readonly path: string;
}

export function createBuilding(deps: BuildingDeps): Building {
  const builds = createStore(deps.place.builds);
  const dependencies = createStore(deps.place.dependencies);
  const once = createSingleFlight<Built>();
  const onceInstalled = createSingleFlight<string>();

  const install: Install = (code, split, output) =>
    installed(deps, dependencies, onceInstalled, code, split, output);

  const build: Building['build'] = async (request, environment, account, output) => {
    const key = keyOf(request);
    const found = builds.find(key);
    if (found !== null) return { key, path: found, detail: 'from cache' };
    try {
      return await once(key, () =>
        make(deps, builds, install, { key, request, environment, account, output }),
      );
    } catch (error) {
      // Whoever began it has given it up; we have not.
      if (output.signal.aborted || !isAbort(error)) throw error;
      return build(request, environment, account, output);
    }
  };
  return {
    build,
    async prune(before) {
      await builds.prune(before);
      await dependencies.prune(before);
    },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function keyOf({ content, command, variables }: BuildRequest): string {
  const sorted = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  const { modules } = process.versions;
  const text = JSON.stringify([content, command, sorted, modules, process.platform, process.arch]);
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

interface Making {
  key: string;
  request: BuildRequest;
  environment: EnvironmentPlace;
  account: Account | null;
  output: Output;
}

type Install = (
  code: string,
  split: SplitCommand,
  output: Output,
) => Promise<{ path: string; isNew: boolean } | null>;

async function make(deps: BuildingDeps, builds: Store, install: Install, making: Making): Promise<Built> {
  const { key, request, environment, account, output } = making;
  const staging = stage(deps.place.staging);
  const code = join(staging, 'code');
  const log = environment.log(`build-${request.service}`);
  const heard = listen(log, output);
  try {
    await request.checkOut(code, output.signal);
    const split = request.command === null ? null : splitCommand(request.command);
    const found = split && (await install(code, split, heard));
    if (found) await link(found.path, join(code, 'node_modules'));
    const rest = found ? split.rest : request.command;
    if (rest !== null) await runBuild(deps, making, code, rest, heard);
    output.signal.throwIfAborted();
    await takeBack(code, account !== null);
    const path = await builds.take(key, code);
    return { key, path, detail: detailOf(found ?? null, rest) };
  } finally {
    await remove(staging);
  }
}

function detailOf(found: { isNew: boolean } | null, rest: string | null): string {
  if (!found) return rest === null ? 'checked out' : 'built';
  const dependencies = found.isNew ? 'dependencies installed' : 'dependencies from cache';
  return rest === null ? dependencies : `built, ${dependencies}`;
}

async function runBuild(
  { cgroups, programs, isolation }: BuildingDeps,
  { request, environment, account }: Making,
  code: string,
  command: string,
  output: Output & { last: () => string },
): Promise<void> {
  await giveAll(code, account, join(code, 'node_modules'));
  const groups = account ? cgroups.open(`${environment.id}-build-${request.service}`, request.limits) : [];
  const wanted = {
    ...{ account, groups, command, cwd: code, isNice: true, processes: request.limits.processes },
    tmp: environment.cover,
    variables: { ...programs.variables(environment), ...request.variables },
  };
  output.write(`$ ${command}\n`);
  const code_ = await runCommand(wanted, output, await isolation()).finally(() => cgroups.remove(groups));
  if (code_ !== 0)
    throw new RuntimeError(
      'build-failed',
      `"${command}" of service "${request.service}" ended with exit code ${code_}: ${output.last()}`,
      `Mend it in the code and push, or read the whole log "build-${request.service}".`,
    );
}

async function installed(
  deps: BuildingDeps,
  store: Store,
  once: (key: string, work: () => Promise<string>) => Promise<string>,
  code: string,
  split: SplitCommand,
  output: Output,
): Promise<{ path: string; isNew: boolean } | null> {
  const wanted = dependencyFiles(code, split.flags);
  if (!wanted) return null;
  const found = store.find(wanted.key);
  if (found !== null) return { path: found, isNew: false };
  const path = await once(wanted.key, () => installNow(deps, store, code, { ...wanted, ...split }, output));
  return { path, isNew: true };
}

async function installNow(
  { place, accounts, programs, isolation }: BuildingDeps,
  store: Store,
  code: string,
  { key, files, flags }: { key: string; files: readonly string[]; flags: readonly string[] },
  output: Output,
): Promise<string> {
  const staging = stage(place.staging);
  const folder = join(staging, 'install');
  try {
    mkdirSync(folder);
    copyFiles(code, folder, files);
    // An account of its own: what it runs owns nothing that environments run.
    const account = accounts.of(place.packages);
    if (account) chownSync(place.packages, account.uid, account.gid);
    await giveAll(folder, account, join(folder, 'node_modules'));
    const command = ['npm', 'ci', ...flags];
    output.write(`$ ${command.join(' ')}\n`);
    let last = '';
    const heard = { signal: output.signal, write: (text: string) => output.write(note(text)) };
    const note = (text: string): string => {
      last = `${last}${text}`.slice(-2_000);
      return text;
    };
    const variables = await programs.installVariables(place.packages);
    const limited = { groups: [], processes: INSTALL_PROCESSES };
    const wanted = { account, command, cwd: folder, variables, ...limited, tmp: null, isNice: true };
    const exit = await runCommand(wanted, heard, await isolation());
    if (exit !== 0)
      throw new RuntimeError(
        'build-failed',
        `"${command.join(' ')}" ended with exit code ${exit}: ${last.trim().split('\n').slice(-8).join('\n')}`,
        'Mend package.json and its lockfile, or see whether the registry answers.',
      );
    const modules = join(folder, 'node_modules');
    mkdirSync(modules, { recursive: true });
    await takeBack(modules, account !== null);
    return await store.take(key, modules);
  } finally {
    await remove(staging);
  }
}

/** Several installations may run at once, as one account. */
const INSTALL_PROCESSES = 2_048;

/** Into the environment’s log and to whoever listens; keeps the last lines for a failure’s message. */
function listen(log: string, output: Output): Output & { last: () => string } {
  let last = '';
  writeFileSync(log, '', { flag: 'a', mode: 0o600 });
  return {
    signal: output.signal,
    write(text) {
      last = `${last}${text}`.slice(-2_000);
      appendFileSync(log, text);
      output.write(text);
    },
    last: () => last.trim().split('\n').slice(-8).join('\n'),
  };
}
