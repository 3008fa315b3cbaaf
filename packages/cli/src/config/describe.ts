import type { FlagConfig, FlagState } from '@slipway/api';
import { describeRule } from '../text/rule-text.ts';
import { describeServe } from '../text/serve-text.ts';

/** Who gets what while the flag is on, in one line. */
export function describeAudience(config: FlagConfig): string {
  const everyone = describeServe(config.fallthrough);
  const parts = [...config.targets.map(describeTarget), ...config.rules.map(describeRule)];
  return parts.length === 0 ? `everyone → ${everyone}` : `${parts.join('; ')}; everyone else → ${everyone}`;
}

/** What the config serves, short enough for a table. */
export function summariseAudience(config: FlagConfig): string {
  const everyone = describeServe(config.fallthrough);
  const parts = [
    countOf(
      config.targets.reduce((sum, { keys }) => sum + keys.length, 0),
      'target',
    ),
    countOf(config.rules.length, 'rule'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? everyone : `${parts.join(', ')}, else ${everyone}`;
}

export function stateWord(state: Pick<FlagState, 'killed' | 'enabledNow'>): 'killed' | 'on' | 'off' {
  if (state.killed) return 'killed';
  return state.enabledNow ? 'on' : 'off';
}

/** Where the state comes from, in words. */
export function originWords({ source, inheritedFrom }: Pick<FlagState, 'source' | 'inheritedFrom'>): string {
  if (source === 'base') return `inherited from ${inheritedFrom ?? 'its base'}`;
  return source === 'override' ? 'set here' : 'as created';
}

/** A config as labelled lines, `[label, text]`. */
export function configLines(config: FlagConfig): [string, string][] {
  return [
    ['enabled', config.enabled ? 'yes' : 'no'],
    ...config.schedule.map(({ at, enabled }): [string, string] => [
      'schedule',
      `${enabled ? 'on' : 'off'} at ${new Date(at).toISOString()}`,
    ]),
    ['off variant', config.offVariant],
    ...(config.safeVariant === null ? [] : [['safe variant', config.safeVariant] satisfies [string, string]]),
    ...config.prerequisites.map(({ flag, variants }): [string, string] => [
      'requires',
      `${flag} to serve ${variants.join(' or ')}`,
    ]),
    ...config.targets.map((target): [string, string] => ['target', describeTarget(target)]),
    ...config.rules.map((rule): [string, string] => [`rule ${rule.id}`, describeRule(rule)]),
    ['default', describeServe(config.fallthrough)],
  ];
}

function describeTarget({ variant, keys }: FlagConfig['targets'][number]): string {
  const shown = keys.slice(0, 5).join(', ');
  return `${keys.length > 5 ? `${shown} and ${keys.length - 5} more` : shown} → ${variant}`;
}

function countOf(count: number, noun: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
