import { ProblemError, type SegmentState } from '@slipway/api';
import { canonicalJson, type Segment as SegmentContent } from '@slipway/engine';
import type { Guard } from '../changes/index.ts';
import type { Answer } from '../platform/http/index.ts';
import type { Ground, Outcome } from '../rulesets/index.ts';
import { missingSegment } from './definitions.ts';
import {
  overrideContent,
  type SegmentStates,
  segmentEtag,
  segmentStatesOf,
  segmentStatesWith,
  segmentStateView,
} from './states.ts';
import { loadSegmentStateRows, lockSegment, type SegmentRow, writeSegmentOverride } from './store.ts';

/** Overrides a segment in the ground's one target; null = inherit again. */
export function overriding(
  key: string,
  content: SegmentContent | null,
  guard: Guard,
): (ground: Ground) => Promise<Outcome<Answer<SegmentState>>> {
  return async ({ tx, project, targets, at }) => {
    const segment = (await lockSegment(tx, project.id, key, 'shared')) ?? missingSegment(project.key, key);
    const states = await load(tx, segment);
    const row = rowOf(states, targets[0]?.id);
    const before = overrideContent(states, row.id);
    await guard({ tx, etag: segmentEtag(row), content: before });
    if (content === null && row.content === null)
      throw new ProblemError(
        'override-not-found',
        `Environment "${row.key}" has no override of segment "${key}": there is nothing to drop.`,
      );
    const reply = async () => stateAnswer(await load(tx, segment), row.id);
    if (row.content !== null && canonicalJson(row.content) === canonicalJson(content))
      return { touched: {}, changes: [], reply };
    await writeSegmentOverride(tx, row.id, segment.id, content, at);
    const after = overrideContent(segmentStatesWith(states, row.id, content), row.id);
    const action = content === null ? 'drop' : 'set';
    const change = {
      action,
      subject: 'segment-override',
      key,
      environmentKey: row.key,
      before,
      after,
    } as const;
    return { touched: { segments: [key] }, changes: [change], reply };
  };
}

export async function load(tx: Ground['tx'], segment: SegmentRow): Promise<SegmentStates> {
  return segmentStatesOf(segment, await loadSegmentStateRows(tx, segment));
}

function rowOf({ rows }: SegmentStates, id: number | undefined) {
  const row = rows.find((place) => place.id === id);
  if (!row) throw new Error('The mutation has no target.');
  return row;
}

function stateAnswer(states: SegmentStates, id: number): Answer<SegmentState> {
  const row = rowOf(states, id);
  return { body: segmentStateView(states, row), etag: segmentEtag(row) };
}
