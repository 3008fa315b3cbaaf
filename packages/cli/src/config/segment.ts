import type { SegmentContent } from '@slipway/api';
import { describeConditions } from '../text/condition-text.ts';
import type { Condition } from '../text/shapes.ts';

/** What `segment set` was asked for; an absent field leaves its part alone. */
export interface SegmentEdits {
  include: string[];
  exclude: string[];
  /** Keys taken off both lists. */
  removed: string[];
  rules: Condition[][];
  clearRules: boolean;
  clearKeys: boolean;
}

/** The content after the edits; a key stands on one list only. */
export function editSegment(edits: SegmentEdits, content: SegmentContent): SegmentContent {
  const { include, exclude } = edits.clearKeys ? { include: [], exclude: [] } : content;
  const rules = edits.clearRules ? [] : content.rules;
  const added = edits.rules.map((conditions) => ({ conditions }));
  return {
    include: withKeys(include, edits.include, [...edits.exclude, ...edits.removed]),
    exclude: withKeys(exclude, edits.exclude, [...edits.include, ...edits.removed]),
    rules: [
      ...rules,
      ...added.filter((rule) => !rules.some((present) => wordsOf(present) === wordsOf(rule))),
    ],
  };
}

function withKeys(
  present: readonly string[],
  added: readonly string[],
  removed: readonly string[],
): string[] {
  return [...new Set([...present.filter((key) => !removed.includes(key)), ...added])];
}

/** What differs between two contents, one phrase each. */
export function contentChanges(before: SegmentContent, after: SegmentContent): string[] {
  return [
    ...listChange('include', before.include, after.include),
    ...listChange('exclude', before.exclude, after.exclude),
    ...listChange('rule', before.rules.map(wordsOf), after.rules.map(wordsOf)),
  ];
}

function listChange(name: string, before: readonly string[], after: readonly string[]): string[] {
  const [former, present] = [new Set(before), new Set(after)];
  return [
    ...[...former].filter((item) => !present.has(item)).map((item) => `removed ${name} ${item}`),
    ...[...present].filter((item) => !former.has(item)).map((item) => `added ${name} ${item}`),
  ];
}

export function contentLines(content: SegmentContent): [string, string][] {
  return [
    ['include', keysText(content.include)],
    ['exclude', keysText(content.exclude)],
    ...content.rules.map((rule): [string, string] => ['or who', wordsOf(rule)]),
  ];
}

export function summariseContent({ include, exclude, rules }: SegmentContent): string {
  const parts = [
    include.length > 0 ? `${include.length} listed` : '',
    ...rules.map(wordsOf),
    exclude.length > 0 ? `${exclude.length} excluded` : '',
  ].filter((part) => part !== '');
  return parts.join(', ') || 'nobody';
}

function wordsOf({ conditions }: SegmentContent['rules'][number]): string {
  return describeConditions(conditions);
}

function keysText(keys: readonly string[]): string {
  if (keys.length === 0) return '–';
  const shown = keys.slice(0, 20).join(', ');
  return keys.length > 20 ? `${shown} and ${keys.length - 20} more` : shown;
}
