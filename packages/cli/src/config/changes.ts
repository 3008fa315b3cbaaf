import type { FlagConfig } from '@slipway/api';
import { describeRule } from '../text/rule-text.ts';
import { describeServe } from '../text/serve-text.ts';
import type { Rule } from '../text/shapes.ts';

/** What differs between two configs, one phrase each; empty when nothing does. */
export function changesBetween(before: FlagConfig, after: FlagConfig): string[] {
  return [
    ...(before.enabled === after.enabled ? [] : [after.enabled ? 'switched on' : 'switched off']),
    ...valueChange('off variant', before.offVariant, after.offVariant),
    ...valueChange('safe variant', before.safeVariant ?? 'none', after.safeVariant ?? 'none'),
    ...listChanges('schedule', before.schedule.map(scheduleText), after.schedule.map(scheduleText)),
    ...listChanges(
      'prerequisite',
      before.prerequisites.map(requiredText),
      after.prerequisites.map(requiredText),
    ),
    ...listChanges('target', targetTexts(before), targetTexts(after)),
    ...ruleChanges(before.rules, after.rules),
    ...serveChange('default', before.fallthrough, after.fallthrough),
  ];
}

function valueChange(name: string, before: string, after: string): string[] {
  return before === after ? [] : [`${name}: ${before} → ${after}`];
}

function listChanges(name: string, before: readonly string[], after: readonly string[]): string[] {
  return [
    ...before.filter((text) => !after.includes(text)).map((text) => `removed ${name} ${text}`),
    ...after.filter((text) => !before.includes(text)).map((text) => `added ${name} ${text}`),
  ];
}

function ruleChanges(before: readonly Rule[], after: readonly Rule[]): string[] {
  const former = new Map(before.map((rule) => [rule.id, rule]));
  const ids = after.map(({ id }) => id);
  const kept = before.map(({ id }) => id).filter((id) => ids.includes(id));
  const isReordered = kept.join() !== ids.filter((id) => former.has(id)).join();
  return [
    ...before
      .filter(({ id }) => !ids.includes(id))
      .map((rule) => `removed rule ${rule.id} (${describeRule(rule)})`),
    ...after.flatMap((rule) => ruleChange(former.get(rule.id), rule)),
    ...(isReordered ? [`rules in the order ${ids.join(', ')}`] : []),
  ];
}

function ruleChange(before: Rule | undefined, after: Rule): string[] {
  if (before === undefined) return [`added rule ${after.id} (${describeRule(after)})`];
  if (isEqual(before, after)) return [];
  const [from, to] = [describeRule(before), describeRule(after)];
  return from === to
    ? [`rule ${after.id}: ${hiddenChange(before.serve, after.serve)}`]
    : [`rule ${after.id}: ${from}  ⇒  ${to}`];
}

function serveChange(
  name: string,
  before: FlagConfig['fallthrough'],
  after: FlagConfig['fallthrough'],
): string[] {
  if (isEqual(before, after)) return [];
  const [from, to] = [describeServe(before), describeServe(after)];
  return [`${name}: ${from === to ? hiddenChange(before, after) : `${from} → ${to}`}`];
}

/** What the words do not show: another salt deals everyone anew. */
function hiddenChange(before: FlagConfig['fallthrough'], after: FlagConfig['fallthrough']): string {
  const salts = [before, after].map((serve) => ('split' in serve ? serve.split.salt : ''));
  return salts[0] === salts[1]
    ? 'same meaning, written differently'
    : `salt ${salts[0]} → ${salts[1]}, which moves users`;
}

function scheduleText({ at, enabled }: FlagConfig['schedule'][number]): string {
  return `${enabled ? 'on' : 'off'} at ${new Date(at).toISOString()}`;
}

function requiredText({ flag, variants }: FlagConfig['prerequisites'][number]): string {
  return `${flag} = ${variants.join(' or ')}`;
}

function targetTexts({ targets }: FlagConfig): string[] {
  return targets.flatMap(({ variant, keys }) => keys.map((key) => `${key} → ${variant}`));
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Object keys in one order, so that JSON text can be compared. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
