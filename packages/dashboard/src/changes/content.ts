import type { Change } from '@slipway/api';
import type { FlagConfig, Segment } from '@slipway/engine';
import { isFlag, isSegment } from '../flags/content-diff.ts';

/** What a change keeps as before or after: looked at with care, since old rows may have other shapes. */
export type Content = Readonly<Record<string, unknown>>;

export function contentOf(value: unknown): Content | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

export function textIn(content: Content | null, name: string): string | null {
  const value = content?.[name];
  return typeof value === 'string' ? value : null;
}

export function listIn(content: Content | null, name: string): readonly string[] {
  const value = content?.[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export interface StateContent {
  config: FlagConfig;
  killed: boolean;
  /** `override`, `base` or `default`. */
  source: string;
}

/** A flag’s state in one environment. */
export function stateIn(value: unknown): StateContent | null {
  const content = contentOf(value);
  const config = content?.config;
  if (!content || !isFlag(config)) return null;
  return { config, killed: content.killed === true, source: textIn(content, 'source') ?? 'override' };
}

/** What a schedule changes by itself. */
export interface Moment {
  enabled: boolean;
  rules: readonly string[];
}

export function momentIn(value: unknown): Moment | null {
  const content = contentOf(value);
  return typeof content?.enabled === 'boolean'
    ? { enabled: content.enabled, rules: listIn(content, 'rules') }
    : null;
}

export function segmentIn(value: unknown): Segment | null {
  const content = contentOf(value)?.content;
  return isSegment(content) ? content : null;
}

/** The names whose values differ. */
export function editedNames(before: Content | null, after: Content | null): string[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
}

/** Everything that changes keep of a person is gone once that person is erased. */
export const ERASED = 'somebody whose data was erased';

export function actorName({ name, kind }: Change['actor']): string {
  if (kind === 'schedule') return 'the schedule';
  if (kind === 'system') return 'Slipway';
  return name === '' ? ERASED : name;
}
