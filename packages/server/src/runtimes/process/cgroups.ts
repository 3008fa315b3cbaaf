import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from '../runtime.ts';

type Controller = 'memory' | 'pids' | 'cpu';

/** Control groups, as far as they are ours to make. Below our own, so that what limits us limits environments too. */
export interface Cgroups {
  readonly controllers: readonly Controller[];
  /** The group's folders, one per hierarchy, fresh and with these limits. */
  open(name: string, limits: Limits): string[];
  remove(folders: readonly string[]): Promise<void>;
  /** Of a group that its environment no longer tells of. */
  left(prefix: string): string[];
}

const ROOT = '/sys/fs/cgroup';
const CONTROLLERS = ['memory', 'pids', 'cpu'] as const;
const PERIOD_US = 100_000;

export function createCgroups(name: string): Cgroups {
  const parents = existsSync(join(ROOT, 'cgroup.controllers')) ? unified(name) : separate(name);
  const folders = [...new Set(parents.values())];
  return {
    controllers: [...parents.keys()],
    open(group, limits) {
      const made = folders.map((parent) => join(parent, group));
      for (const folder of made) {
        removeGroup(folder);
        // The one above went with its last group, and with it what it shares out.
        if (make(dirname(folder))) shareOut(dirname(folder));
        mkdirSync(folder, { recursive: true });
      }
      for (const [controller, parent] of parents) setLimit(join(parent, group), controller, limits);
      return made;
    },
    async remove(groups) {
      await Promise.all(groups.map(removeWhole));
    },
    left: (prefix) =>
      folders.flatMap((parent) =>
        list(parent)
          .filter((entry) => entry.startsWith(prefix))
          .map((entry) => join(parent, entry)),
      ),
  };
}

export function oomKills(groups: readonly string[]): number {
  return first(groups, ['memory.oom_control', 'memory.events'], /^oom_kill (\d+)/m) ?? 0;
}

/** Without what the kernel keeps of files and can give back. Null: not known. */
export function memoryOf(groups: readonly string[]): number | null {
  return first(groups, ['memory.stat'], /^(?:total_rss|anon) (\d+)/m);
}

function first(groups: readonly string[], files: readonly string[], pattern: RegExp): number | null {
  for (const group of groups)
    for (const file of files) {
      const found = pattern.exec(read(join(group, file)) ?? '')?.[1];
      if (found !== undefined) return Number(found);
    }
  return null;
}

function separate(name: string): Map<Controller, string> {
  const parents = new Map<Controller, string>();
  for (const controller of CONTROLLERS) {
    const own = new RegExp(`^\\d+:(?:[\\w,]+,)?${controller}(?:,[\\w,]+)?:(.*)$`, 'm').exec(ownGroups())?.[1];
    if (own === undefined) continue;
    const base = [join(ROOT, controller, own), join(ROOT, controller)].find((path) => existsSync(path));
    const parent = base === undefined ? null : make(join(base, name));
    if (parent) parents.set(controller, parent);
  }
  return parents;
}

/** A group with processes of its own cannot share out controllers, so the one above ours may have to be it. */
function unified(name: string): Map<Controller, string> {
  const own = /^0::(.*)$/m.exec(ownGroups())?.[1] ?? '/';
  for (const base of new Set([join(ROOT, own), join(ROOT, dirname(own))])) {
    const parent = shareOut(base) ? make(join(base, name)) : null;
    if (parent === null) continue;
    shareOut(parent);
    const given = (read(join(parent, 'cgroup.subtree_control')) ?? '').trim().split(' ');
    const here = CONTROLLERS.filter((controller) => given.includes(controller));
    if (here.length > 0) return new Map(here.map((controller) => [controller, parent]));
  }
  return new Map();
}

function shareOut(folder: string): boolean {
  for (const controller of CONTROLLERS) put(join(folder, 'cgroup.subtree_control'), `+${controller}`);
  return /\S/.test(read(join(folder, 'cgroup.subtree_control')) ?? '');
}

function setLimit(folder: string, controller: Controller, limits: Limits): void {
  const { memoryBytes, processes, cpus } = limits;
  if (controller === 'memory') {
    for (const file of ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes', 'memory.max'])
      put(join(folder, file), String(memoryBytes));
    put(join(folder, 'memory.swap.max'), '0');
    put(join(folder, 'memory.oom.group'), '0');
  } else if (controller === 'pids') put(join(folder, 'pids.max'), String(processes));
  else {
    const quota = Math.max(1000, Math.round(cpus * PERIOD_US));
    put(join(folder, 'cpu.max'), `${quota} ${PERIOD_US}`);
    put(join(folder, 'cpu.cfs_period_us'), String(PERIOD_US));
    put(join(folder, 'cpu.cfs_quota_us'), String(quota));
  }
}

const LOOKS = 50;
const LOOK_MS = 10;

/** What was killed counts for a moment longer. */
async function removeWhole(folder: string): Promise<void> {
  for (let look = 0; look < LOOKS && existsSync(folder); look += 1) {
    if (look > 0) await sleep(LOOK_MS);
    removeGroup(folder);
  }
}

function removeGroup(folder: string): void {
  try {
    rmdirSync(folder);
    rmdirSync(dirname(folder));
  } catch {
    // Not there, or the one above still holds others.
  }
}

function make(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true });
    return existsSync(join(folder, 'cgroup.procs')) ? folder : null;
  } catch {
    return null;
  }
}

function put(file: string, value: string): void {
  if (!existsSync(file)) return;
  try {
    writeFileSync(file, value);
  } catch {
    // This kernel or our rights do not go so far; `limits` names controllers that are missing.
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => basename(entry.name));
  } catch {
    return [];
  }
}

function ownGroups(): string {
  return read('/proc/self/cgroup') ?? '';
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
