import type { ProblemCode } from './problem.ts';

/** `v1`: a request, confirmed by e-mail. `v2` (flag `new-checkout`): confirmed at once, with promo codes and a receipt. */
export type Rule = 'v1' | 'v2';

export interface EnrolmentFacts {
  isEnrolled: boolean;
  enrolledCount: number;
  limit: number;
  seatsLeft: number | null;
  totalCents: number;
  /** What the person saw before pressing the button; `null` when the caller showed no price. */
  expectedTotalCents: number | null;
}

export type Verdict =
  | { kind: 'accept'; status: 'pending' | 'active' }
  | { kind: 'refuse'; code: ProblemCode; detail: string };

const outcomes = { v1: 'pending', v2: 'active' } as const satisfies Record<Rule, 'pending' | 'active'>;

/** The first rule that is broken is the one to tell. */
export function decideEnrolment(rule: Rule, facts: EnrolmentFacts): Verdict {
  if (facts.isEnrolled)
    return refuse('already-enrolled', 'You are in this course already. Open it in My learning.');
  if (facts.enrolledCount >= facts.limit) return refuse('enrolment-limit', limitDetail(facts));
  if (facts.seatsLeft !== null && facts.seatsLeft <= 0) {
    return refuse(
      'course-full',
      'The last seat has just gone. Choose another course, or look again when someone leaves.',
    );
  }
  if (facts.expectedTotalCents !== null && facts.expectedTotalCents !== facts.totalCents) {
    return refuse(
      'checkout-changed',
      'The price is no longer the one you saw. Nothing was booked: check it and confirm again.',
    );
  }
  return { kind: 'accept', status: outcomes[rule] };
}

function limitDetail({ enrolledCount, limit }: EnrolmentFacts): string {
  if (limit === 0) return 'Enrolment is closed at the moment. Look again later.';
  const courses = enrolledCount === 1 ? '1 course' : `${enrolledCount} courses`;
  return `You are in ${courses} and can be in ${limit} at once. Finish or leave one in My learning, then enrol here.`;
}

function refuse(code: ProblemCode, detail: string): Verdict {
  return { kind: 'refuse', code, detail };
}
