import { type MapTree, pathTo, type Tree } from './document.ts';
import { nearMiss } from './near-miss.ts';
import type { KeyPolicy, Policies } from './policy.ts';
import { saidOf } from './policy.ts';
import type { Report } from './report.ts';

/** A value and its place. */
export interface Spot {
  readonly tree: Tree;
  readonly path: string;
  /** Of the key, or of the value where there is none. */
  readonly at: number;
}

export interface MapSpot extends Spot {
  readonly tree: MapTree;
}

export interface NamedMapSpot extends MapSpot {
  readonly name: string;
}

/** Null: the key is not there, or has no value. */
export function member(map: MapSpot, name: string): Spot | null {
  const entry = map.tree.entries.get(name);
  if (!entry || isNothing(entry.value)) return null;
  return { tree: entry.value, path: pathTo(map.path, name), at: entry.keyAt };
}

export function members(map: MapSpot): (Spot & { name: string })[] {
  return [...map.tree.entries].map(([name, { keyAt, value }]) => ({
    name,
    tree: value,
    path: pathTo(map.path, name),
    at: keyAt,
  }));
}

export function items(spot: Spot): Spot[] {
  if (spot.tree.kind !== 'list') return [];
  return spot.tree.items.map((tree, index) => ({ tree, path: `${spot.path}[${index}]`, at: tree.at }));
}

export function isNothing(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.type === 'null';
}

/** Null after a finding where it is no mapping. */
export function mapOf(spot: Spot, report: Report): MapSpot | null {
  const { tree, path, at } = spot;
  if (tree.kind === 'map') return { tree, path, at };
  report.refuse(at, path, {
    message: `"${path}" is no mapping.`,
    remedy: 'Write names with values below it.',
  });
  return null;
}

/** Null where it is not there, or after a finding where it is no text. */
export function textOf(spot: Spot | null, report: Report): string | null {
  if (!spot) return null;
  const { tree, path, at } = spot;
  if (tree.kind === 'scalar' && tree.text !== null) return tree.text;
  report.refuse(at, path, {
    message: `"${path}" is no text.`,
    remedy: 'Write a text, in quotes if need be.',
  });
  return null;
}

export function isTrue({ tree }: Spot): boolean {
  return tree.kind === 'scalar' && tree.text === 'true';
}

/** A number in a range, null where it is not there, or after a finding. */
export function numberOf(
  spot: Spot | null,
  report: Report,
  { from, to, isWhole = true }: { from: number; to: number; isWhole?: boolean },
): number | null {
  const text = textOf(spot, report);
  if (!spot || text === null) return null;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to && (!isWhole || Number.isInteger(value))) return value;
  report.refuse(spot.at, spot.path, {
    message: `"${spot.path}" is ${text}.`,
    remedy: `Give a${isWhole ? ' whole' : ''} number from ${from} to ${to}.`,
  });
  return null;
}

/** Says what is ignored, refused or unknown among a mapping's keys; judged ones have rules of their own. */
export function applyPolicies(map: MapSpot, policies: Policies, report: Report): void {
  for (const spot of members(map)) {
    if (spot.name.startsWith('x-') && spot.name !== 'x-slipway') continue;
    const policy = Object.hasOwn(policies, spot.name) ? policies[spot.name] : undefined;
    if (policy) applyPolicy(spot, policy, report);
    else refuseUnknown(spot, Object.keys(policies), report);
  }
}

function applyPolicy(spot: Spot, policy: KeyPolicy, report: Report): void {
  if (isNothing(spot.tree)) return;
  if (policy.process === 'refused') report.refuse(spot.at, spot.path, saidOf(spot.path, policy, 'refused'));
  if (policy.process === 'ignored') report.warn(spot.at, spot.path, saidOf(spot.path, policy, 'ignored'));
}

export function refuseOthers(map: MapSpot, known: readonly string[], report: Report): void {
  for (const spot of members(map)) if (!known.includes(spot.name)) refuseUnknown(spot, known, report);
}

function refuseUnknown(spot: Spot & { name: string }, known: readonly string[], report: Report): void {
  const meant = nearMiss(spot.name, known);
  report.refuse(spot.at, spot.path, {
    message: `"${spot.path}" is not known.`,
    remedy: meant === null ? `Remove it.${knownHere(known)}` : `Did you mean "${meant}"?`,
  });
}

function knownHere(known: readonly string[]): string {
  return known.length > 10 ? '' : ` Known here: ${known.join(', ')}.`;
}

/** Refuses what the policy of a judged key refuses, by name. */
export function refuseJudged(spot: Spot, policies: Policies, key: string, report: Report): void {
  const policy = policies[key];
  if (policy) report.refuse(spot.at, spot.path, saidOf(spot.path, policy, 'refused'));
}
