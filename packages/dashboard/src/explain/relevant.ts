import type { Change, Segment } from '@slipway/api';
import type { FlagConfig } from '@slipway/engine';
import { isFlag } from '../flags/content-diff.ts';

/** What an answer of a flag can depend on besides its own config. */
export interface Dependencies {
  flags: string[];
  segments: string[];
  attributes: string[];
}

type SegmentContents = ReadonlyMap<string, Segment['content']>;
type Condition = FlagConfig['rules'][number]['conditions'][number];

/** Required flags, segments (through others too) and attributes that a config looks at, each once, in order. */
export function dependenciesOf(config: FlagConfig, segments: SegmentContents): Dependencies {
  const conditions = config.rules.flatMap((rule) => rule.conditions);
  const named = segmentsOf(conditions, segments);
  const inSegments = named.flatMap((key) =>
    (segments.get(key)?.rules ?? []).flatMap((rule) => rule.conditions),
  );
  const splits = [...config.rules.map(({ serve }) => serve), config.fallthrough].flatMap((serve) =>
    'split' in serve ? [serve.split.by] : [],
  );
  const attributes = [...conditions, ...inSegments].flatMap((condition) =>
    'attribute' in condition ? [condition.attribute] : [],
  );
  return {
    flags: unique(config.prerequisites.map(({ flag }) => flag)),
    segments: named,
    attributes: unique([...attributes, ...splits]),
  };
}

function segmentsOf(conditions: readonly Condition[], segments: SegmentContents): string[] {
  const found = new Set<string>();
  const look = (each: readonly Condition[]): void => {
    for (const condition of each) {
      if (!('segment' in condition) || found.has(condition.segment)) continue;
      found.add(condition.segment);
      look((segments.get(condition.segment)?.rules ?? []).flatMap((rule) => rule.conditions));
    }
  };
  look(conditions);
  return [...found];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Instants (epoch ms) after `now` at which a config answers differently by itself. */
export function boundariesOf(config: FlagConfig, now: number): { at: number; what: string }[] {
  const scheduled = config.schedule.map(({ at, enabled }) => ({
    at,
    what: enabled ? 'switches on by its schedule' : 'switches off by its schedule',
  }));
  const dated = config.rules.flatMap(({ id, from, until }) => [
    ...(typeof from === 'number' ? [{ at: from, what: `rule ${id} begins` }] : []),
    ...(typeof until === 'number' ? [{ at: until, what: `rule ${id} ends` }] : []),
  ]);
  return [...scheduled, ...dated].filter(({ at }) => at > now).sort((a, b) => a.at - b.at);
}

/**
 * The config that the ruleset held at a flag's version: the present one, or what the change left that made the
 * version; null where neither tells.
 */
export function configAt(
  flagVersion: number | undefined,
  environment: string,
  present: { version: number; config: FlagConfig } | undefined,
  changes: readonly Change[],
): FlagConfig | null {
  if (flagVersion === undefined) return null;
  if (present?.version === flagVersion) return present.config;
  const made = changes.find(
    ({ subject, effects }) =>
      (subject === 'flag-config' || subject === 'flag') &&
      effects.some((effect) => effect.environment === environment && effect.version === flagVersion),
  );
  return made ? configIn(made.after) : null;
}

function configIn(content: unknown): FlagConfig | null {
  if (typeof content !== 'object' || content === null || !('config' in content)) return null;
  return isFlag(content.config) ? content.config : null;
}
