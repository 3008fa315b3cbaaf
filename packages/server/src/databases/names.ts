import { createHash } from 'node:crypto';
import { type HostedId, hostedId } from '../runtimes/index.ts';
import { DatabasesError, type Template } from './databases.ts';

/** What everything of one installation and node is called on the server; a role has its database's name. */
export interface Names {
  environment(id: HostedId): string;
  snapshot(id: HostedId, name: string): string;
  template(template: Template): string;
  /** Finds what belongs to the environment, and what a crash left half made; a pattern for PostgreSQL's `~`. */
  belongingTo(id: HostedId): string;
  snapshotsOf(id: HostedId): string;
  /** All digests of that name. */
  templatesOf(name: string): string;
  everyEnvironment: string;
  /** Null: not the name of an environment's database or role. */
  idOf(name: string): HostedId | null;
}

/** Being made: whatever has this name is worth nothing after a crash. */
export function freshName(name: string): string {
  return `new_${name}`;
}

/** Replaced a moment ago. */
export function oldName(name: string): string {
  return `old_${name}`;
}

/** All names stay below 63 bytes and in [a-z0-9_]. */
export function namesOf(installation: string, node: string): Names {
  const own = `${short(installation, 8)}_${short(node, 12)}`;
  const environment = (id: HostedId): string => `env_${own}_${checked(id)}`;
  const snapshots = (id: HostedId): string => `snap_${own}_${checked(id)}_`;
  const templates = (name: string): string => `tpl_${short(installation, 8)}_${slug(name)}${hash(name, 8)}_`;
  const pattern = new RegExp(`^(?:new_|old_)?(?:env|snap)_${own}_([a-z]\\d{1,19})(?:_|$)`);
  return {
    environment,
    snapshot: (id, name) => `${snapshots(id)}${hash(name, 12)}`,
    template: ({ name, digest }) => `${templates(name)}${hash(digest, 12)}`,
    belongingTo: (id) => `^(new_|old_)?(env|snap)_${own}_${checked(id)}(_|$)`,
    snapshotsOf: (id) => `^${snapshots(id)}`,
    templatesOf: (name) => `^(new_)?${templates(name)}`,
    everyEnvironment: `^(new_|old_)?(env|snap)_${own}_`,
    idOf: (name) => asId(pattern.exec(name)?.[1]),
  };
}

function asId(found: string | undefined): HostedId | null {
  return found === undefined ? null : (found as HostedId);
}

function checked(id: HostedId): string {
  if (/^[a-z]\d{1,19}$/.test(id)) return id;
  throw new DatabasesError('unavailable', `"${id}" is no environment's id, such as ${hostedId(12)}.`);
}

/** Itself where it is short and plain, else a hash of it: two never become one. */
function short(text: string, length: number): string {
  const isPlain = /^[a-z0-9]+$/.test(text) && text.length <= length;
  return isPlain ? text : hash(text, Math.min(length, 8));
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 12);
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
