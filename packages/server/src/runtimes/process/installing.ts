import { mkdirSync, renameSync } from 'node:fs';
import { type Limits, type Output, RuntimeError } from '../runtime.ts';
import type { Cgroups } from './cgroups.ts';
import { runCommand } from './commands.ts';
import { copyFiles, dependencyFiles, type SplitCommand } from './dependencies.ts';
import { giveAll, isFolder, openToAll, takeBack } from './files.ts';
import type { Isolation } from './launch.ts';
import { createPackages, type Packages } from './packages.ts';
import type { Place } from './place.ts';
import type { Programs } from './programs.ts';
import { createSingleFlight } from './single-flight.ts';
import { createStore, type Store } from './store.ts';
import type { Workshop, Workshops } from './workshops.ts';

export interface InstallingDeps {
  place: Place;
  cgroups: Cgroups;
  programs: Programs;
  workshops: Workshops;
  isolation: () => Promise<Isolation>;
}

/** What is to be installed: for whom its limits and control groups are. */
export interface Wanted {
  readonly code: string;
  readonly split: SplitCommand;
  readonly group: string;
  readonly limits: Limits;
}

export interface Installing {
  /** Modules for a lockfile, made once for everybody; null: not to be told apart by files, `npm ci` has to run there. */
  install(wanted: Wanted, output: Heard): Promise<{ path: string; isNew: boolean } | null>;
  prune(before: number): Promise<void>;
}

/** Keeps the last lines for a failure’s message. */
export interface Heard extends Output {
  last(): string;
}

export function createInstalling(deps: InstallingDeps): Installing {
  const store = createStore(deps.place.dependencies);
  const packages = createPackages(deps.place.packages);
  const once = createSingleFlight<string>();
  return {
    async install(wanted, output) {
      const files = dependencyFiles(wanted.code, wanted.split.flags);
      if (!files) return null;
      const found = store.find(files.key);
      if (found !== null) return { path: found, isNew: false };
      const path = await once(files.key, output.signal, () =>
        deps.workshops.within((workshop) =>
          installNow({ ...deps, store, packages }, workshop, { ...wanted, ...files }, output),
        ),
      );
      return { path, isNew: true };
    },
    prune: (before) => store.prune(before),
  };
}

async function installNow(
  deps: InstallingDeps & { store: Store; packages: Packages },
  workshop: Workshop,
  wanted: Wanted & { key: string; files: readonly string[] },
  output: Heard,
): Promise<string> {
  const [folder, cache] = [workshop.pathTo('install'), workshop.pathTo('cache')];
  mkdirSync(folder);
  copyFiles(wanted.code, folder, wanted.files);
  await openToAll(folder);
  await giveAll(folder, workshop.account, '');
  await deps.packages.lend(cache, workshop.account);
  await runInstallation(deps, workshop, wanted, output);
  await workshop.quiet();
  await deps.packages.keep(cache);
  const modules = takeModules(workshop);
  await takeBack(modules, workshop.account);
  return deps.store.take(wanted.key, modules);
}

async function runInstallation(
  { cgroups, programs, isolation }: InstallingDeps,
  workshop: Workshop,
  { split, group, limits }: Wanted,
  output: Heard,
): Promise<void> {
  const { account, tmp } = workshop;
  const command = ['npm', 'ci', ...split.flags];
  output.write(`$ ${command.join(' ')}\n`);
  const enough = { ...limits, ...atLeast(limits) };
  const groups = account ? cgroups.open(group, enough) : [];
  const variables = await programs.installVariables(workshop, workshop.pathTo('cache'));
  const exit = await runCommand(
    {
      ...{ account, groups, tmp, command, variables, isNice: true },
      cwd: workshop.pathTo('install'),
      processes: enough.processes,
    },
    output,
    await isolation(),
  ).finally(() => cgroups.remove(groups));
  if (exit !== 0)
    throw new RuntimeError(
      'build-failed',
      `"${command.join(' ')}" ended with exit code ${exit}: ${output.last()}`,
      'Mend package.json and its lockfile, or see whether the registry answers.',
    );
}

/** npm takes more than small services do. */
function atLeast({ memoryBytes, processes }: Limits): Pick<Limits, 'memoryBytes' | 'processes'> {
  return { memoryBytes: Math.max(memoryBytes, 1024 ** 3), processes: Math.max(processes, 512) };
}

/** Out of the folder that what was installed could change, and only if it is one itself: a link would lead elsewhere. */
function takeModules(workshop: Workshop): string {
  const [made, modules] = [workshop.pathTo('install/node_modules'), workshop.pathTo('modules')];
  if (isFolder(made)) renameSync(made, modules);
  else mkdirSync(modules);
  return modules;
}
