import type { SegmentContent } from '@slipway/api';
import { validateSegment } from '@slipway/engine';
import type { Issue } from '../flags/config-issues.ts';

/** What the server would refuse, as far as it can be told here; it has its own pattern syntax. */
export function checkContent(content: SegmentContent, segmentKeys: readonly string[]): Issue[] {
  const open = openSegments(content);
  const found = validateSegment(content, { segmentKeys, regex: anyPattern })
    .filter(({ path }) => !open.some((one) => one.path === path))
    .map(({ path, message }) => ({ path, message }));
  return [...open, ...found];
}

function anyPattern() {
  return { test: () => false };
}

function openSegments({ rules }: SegmentContent): Issue[] {
  return rules.flatMap(({ conditions }, rule) =>
    conditions.flatMap((condition, index) =>
      'segment' in condition && condition.segment === ''
        ? [{ path: `rules[${rule}].conditions[${index}].segment`, message: 'Choose a segment.' }]
        : [],
    ),
  );
}
