import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, type BuildRequest, type Output, RuntimeError } from '../runtime.ts';
import { runCommand } from './commands.ts';
import { splitCommand } from './dependencies.ts';
import { giveAll, link, openToAll, takeBack } from './files.ts';
import { createInstalling, type Heard, type Installing, type InstallingDeps } from './installing.ts';
import type { EnvironmentPlace } from './place.ts';
import { createSingleFlight } from './single-flight.ts';
import { createStore } from './store.ts';
import type { Workshop } from './workshops.ts';

export interface Building {
  /** Made once for everybody; the key and where it is. */
  build(request: BuildRequest, environment: EnvironmentPlace, output: Output): Promise<Built>;
  prune(before: number): Promise<void>;
}

export interface Built extends Artifact {
  readonly path: string;
}

export function createBuilding(deps: InstallingDeps): Building {
  const builds = createStore(deps.place.builds);
  const installing = createInstalling(deps);
  const once = createSingleFlight<Built>();

  const makeNow = (key: string, request: BuildRequest, environment: EnvironmentPlace, output: Output) =>
    deps.workshops.within(async (workshop): Promise<Built> => {
      const making = { request, environment, workshop, code: workshop.pathTo('code') };
      const detail = await make(deps, installing, making, output);
      output.signal.throwIfAborted();
      return { key, path: await builds.take(key, making.code), detail };
    });

  const build: Building['build'] = async (request, environment, output) => {
    const key = keyOf(request);
    const found = builds.find(key);
    if (found !== null) return { key, path: found, detail: 'from cache' };
    try {
      return await once(key, output.signal, () => makeNow(key, request, environment, output));
    } catch (error) {
      // Whoever began it has given it up; we have not.
      if (output.signal.aborted || !isAbort(error)) throw error;
      return build(request, environment, output);
    }
  };
  return {
    build,
    async prune(before) {
      await deps.workshops.sweep();
      await builds.prune(before);
      await installing.prune(before);
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
  readonly request: BuildRequest;
  readonly environment: EnvironmentPlace;
  readonly workshop: Workshop;
  readonly code: string;
}

/** In words, how the code has come to what it is. */
async function make(
  deps: InstallingDeps,
  { install }: Installing,
  making: Making,
  output: Output,
): Promise<string> {
  const { request, environment, workshop, code } = making;
  const heard = listen(environment.log(`build-${request.service}`), output);
  await request.checkOut(code, output.signal);
  await openToAll(code);
  const split = request.command === null ? null : splitCommand(request.command);
  const group = `${environment.id}-install-${request.service}`;
  const found = split && (await install({ code, split, group, limits: request.limits }, heard));
  if (found) await link(found.path, join(code, 'node_modules'));
  const rest = found ? split.rest : request.command;
  if (rest !== null) await runBuild(deps, making, rest, heard);
  if (rest !== null || workshop.account === null) await takeBack(code, workshop.account);
  return detailOf(found, rest);
}

function detailOf(found: { isNew: boolean } | null, rest: string | null): string {
  if (!found) return rest === null ? 'checked out' : 'built';
  const dependencies = found.isNew ? 'dependencies installed' : 'dependencies from cache';
  return rest === null ? dependencies : `built, ${dependencies}`;
}

async function runBuild(
  { cgroups, programs, isolation }: InstallingDeps,
  { request, environment, workshop, code }: Making,
  command: string,
  output: Heard,
): Promise<void> {
  const { account, tmp } = workshop;
  await giveAll(code, account, join(code, 'node_modules'));
  const groups = account ? cgroups.open(`${environment.id}-build-${request.service}`, request.limits) : [];
  const wanted = {
    ...{ account, groups, command, tmp, cwd: code, isNice: true, processes: request.limits.processes },
    variables: { ...programs.variables(workshop), ...request.variables },
  };
  output.write(`$ ${command}\n`);
  const exit = await runCommand(wanted, output, await isolation()).finally(() => cgroups.remove(groups));
  await workshop.quiet();
  if (exit !== 0)
    throw new RuntimeError(
      'build-failed',
      `"${command}" of service "${request.service}" ended with exit code ${exit}: ${output.last()}`,
      `Mend it in the code and push, or read the whole log "build-${request.service}".`,
    );
}

const LARGEST_LOG_BYTES = 10 * 1024 * 1024;

/** Into the environment’s log, as far as that is for people, and to whoever listens. */
function listen(log: string, output: Output): Heard {
  let last = '';
  let room = LARGEST_LOG_BYTES;
  writeFileSync(log, '', { flag: 'a', mode: 0o600 });
  const keep = (text: string): void => {
    if (room <= 0) return;
    room -= text.length;
    appendFileSync(log, room > 0 ? text : `${text}\nThe rest is not kept.\n`);
  };
  return {
    signal: output.signal,
    write(text) {
      last = `${last}${text}`.slice(-2_000);
      keep(text);
      output.write(text);
    },
    last: () => last.trim().split('\n').slice(-8).join('\n'),
  };
}
