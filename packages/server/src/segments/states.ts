import type { SegmentState } from '@slipway/api';
import type { Segment as SegmentContent } from '@slipway/engine';
import {
  type EffectiveState,
  effectiveStates,
  type Source,
  sourceOf,
  writtenContent,
} from '../rulesets/index.ts';
import type { SegmentRow, SegmentStateRow } from './store.ts';

/** One segment in all environments of its project. */
export interface SegmentStates {
  segment: SegmentRow;
  rows: readonly SegmentStateRow[];
  effective: ReadonlyMap<number, EffectiveState<SegmentContent>>;
}

export function segmentStatesOf(segment: SegmentRow, rows: readonly SegmentStateRow[]): SegmentStates {
  const own = new Map(rows.map(({ id, content }) => [id, { config: content, killed: false }]));
  return { segment, rows, effective: effectiveStates(rows, own, segment.content) };
}

/** The same with another override, or none, in one environment. */
export function segmentStatesWith(
  { segment, rows }: SegmentStates,
  id: number,
  content: SegmentContent | null,
): SegmentStates {
  return segmentStatesOf(
    segment,
    rows.map((row) => (row.id === id ? { ...row, content } : row)),
  );
}

/** What the audit keeps of a segment in an environment. */
export interface OverrideContent {
  content: SegmentContent;
  source: Source;
}

export function overrideContent({ segment, effective }: SegmentStates, id: number): OverrideContent {
  const state = effective.get(id);
  return { content: state?.config ?? segment.content, source: state ? sourceOf(id, state) : 'default' };
}

export function segmentEtag({ version, revision }: SegmentStateRow): string {
  return `"${version}.${revision}"`;
}

export function segmentStateView(states: SegmentStates, row: SegmentStateRow): SegmentState {
  const { content, source } = overrideContent(states, row.id);
  const from = states.effective.get(row.id)?.configFrom;
  const base = source === 'base' ? states.rows.find(({ id }) => id === from) : undefined;
  return {
    segment: states.segment.key,
    environment: row.key,
    version: row.version,
    source,
    inheritedFrom: base?.key ?? null,
    content: writtenContent(content),
  };
}
