import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideEnrolment, type EnrolmentFacts, type Rule } from './enrolment-rules.ts';

const open: EnrolmentFacts = {
  isEnrolled: false,
  enrolledCount: 1,
  limit: 3,
  seatsLeft: 2,
  totalCents: 4900,
  expectedTotalCents: 4900,
};

const cases: { name: string; rule: Rule; facts: Partial<EnrolmentFacts>; expected: string }[] = [
  { name: 'the old rule waits for a confirmation', rule: 'v1', facts: {}, expected: 'pending' },
  { name: 'the new rule lets in at once', rule: 'v2', facts: {}, expected: 'active' },
  {
    name: 'a course without seats is never full',
    rule: 'v2',
    facts: { seatsLeft: null },
    expected: 'active',
  },
  {
    name: 'a caller who showed no price accepts any',
    rule: 'v1',
    facts: { expectedTotalCents: null },
    expected: 'pending',
  },
  {
    name: 'nobody is in a course twice',
    rule: 'v2',
    facts: { isEnrolled: true },
    expected: 'already-enrolled',
  },
  {
    name: 'the limit counts the courses someone is in',
    rule: 'v2',
    facts: { enrolledCount: 3 },
    expected: 'enrolment-limit',
  },
  {
    name: 'a lowered limit holds for who is above it',
    rule: 'v1',
    facts: { enrolledCount: 4 },
    expected: 'enrolment-limit',
  },
  {
    name: 'the last seat is gone under the old rule',
    rule: 'v1',
    facts: { seatsLeft: 0 },
    expected: 'course-full',
  },
  { name: 'an oversold course takes nobody', rule: 'v2', facts: { seatsLeft: -1 }, expected: 'course-full' },
  {
    name: 'a price that was not shown is not charged',
    rule: 'v1',
    facts: { expectedTotalCents: 3675 },
    expected: 'checkout-changed',
  },
];

for (const { name, rule, facts, expected } of cases) {
  test(name, () => {
    const verdict = decideEnrolment(rule, { ...open, ...facts });
    assert.equal(verdict.kind === 'accept' ? verdict.status : verdict.code, expected);
  });
}

test('the limit tells how many courses, how many places, and what to do', () => {
  const verdict = decideEnrolment('v2', { ...open, enrolledCount: 1, limit: 1 });
  assert.deepEqual(verdict, {
    kind: 'refuse',
    code: 'enrolment-limit',
    detail:
      'You are in 1 course and can be in 1 at once. Finish or leave one in My learning, then enrol here.',
  });
});
