import { describe, expect, test } from 'vitest';
import { parseConditions } from '../text/condition-text.ts';
import { contentChanges, editSegment, type SegmentEdits } from './segment.ts';

const nothing: SegmentEdits = {
  include: [],
  exclude: [],
  removed: [],
  rules: [],
  clearRules: false,
  clearKeys: false,
};
const content = { include: ['u1'], exclude: ['u2'], rules: [{ conditions: parseConditions('plan = pro') }] };

describe('editing a segment', () => {
  test.each<{ given: string; edits: Partial<SegmentEdits>; expected: Partial<typeof content> }>([
    { given: 'nothing', edits: {}, expected: {} },
    { given: 'a key that is there', edits: { include: ['u1', 'u3'] }, expected: { include: ['u1', 'u3'] } },
    {
      given: 'a key of the other list',
      edits: { include: ['u2'] },
      expected: { include: ['u1', 'u2'], exclude: [] },
    },
    { given: 'keys to remove', edits: { removed: ['u1', 'u2'] }, expected: { include: [], exclude: [] } },
    { given: 'a rule that is there', edits: { rules: [parseConditions('plan = pro')] }, expected: {} },
    {
      given: 'cleared lists',
      edits: { clearKeys: true, include: ['u9'] },
      expected: { include: ['u9'], exclude: [] },
    },
    { given: 'cleared rules', edits: { clearRules: true }, expected: { rules: [] } },
  ])('given $given, changes only that', ({ edits, expected }) => {
    expect(editSegment({ ...nothing, ...edits }, content)).toEqual({ ...content, ...expected });
  });

  test('says what changed', () => {
    const after = editSegment(
      { ...nothing, removed: ['u1'], rules: [parseConditions('email exists')] },
      content,
    );
    expect(contentChanges(content, after)).toEqual(['removed include u1', 'added rule email exists']);
  });
});
