import type { ProblemCode } from './problem.ts';

/** `v1`: a request, confirmed by e-mail. `v2` (flag `new-checkout`): confirmed at once, with promo codes and a receipt. */
export type Rule = 'v1' | 'v2';

/** Places that are free. A request that waits for its confirmation takes none. */
export interface Room {
  enrolledCount: number;
  limit: number;
  seatsLeft: number | null;
}

export interface EnrolmentFacts extends Room {
  isEnrolled: boolean;
  totalCents: number;
  /** What the person saw before pressing the button; `null` when the caller showed no price. */
  expectedTotalCents: number | null;
}

export type Refusal = { kind: 'refuse'; code: ProblemCode; detail: string };
export type Verdict = { kind: 'accept'; status: 'pending' | 'active' } | Refusal;

const outcomes = { v1: 'pending', v2: 'active' } as const satisfies Record<Rule, 'pending' | 'active'>;

/** The first rule that is broken is the one to tell. */
export function decideEnrolment(rule: Rule, facts: EnrolmentFacts): Verdict {
  if (facts.isEnrolled)
    return refuse('already-enrolled', 'You are in this course already. Open it in My learning.');
  const noRoom = findNoRoom(facts);
  if (noRoom) return noRoom;
  if (facts.expectedTotalCents !== null && facts.expectedTotalCents !== facts.totalCents) {
    return refuse(
      'checkout-changed',
      'The price is no longer the one you saw. Nothing was booked: check it and confirm again.',
    );
  }
  return { kind: 'accept', status: outcomes[rule] };
}

/** What keeps somebody from taking a place now; also when a request is confirmed. */
export function findNoRoom(room: Room): Refusal | null {
  if (room.enrolledCount >= room.limit) return refuse('enrolment-limit', limitDetail(room));
  if (room.seatsLeft === null || room.seatsLeft > 0) return null;
  return refuse(
    'course-full',
    'The last seat has just gone. Choose another course, or look again when someone leaves.',
  );
}

function limitDetail({ enrolledCount, limit }: Room): string {
  if (limit === 0) return 'Enrolment is closed at the moment. Look again later.';
  const courses = enrolledCount === 1 ? '1 course' : `${enrolledCount} courses`;
  return `You are in ${courses} and can be in ${limit} at once. Finish or leave one in My learning, then enrol here.`;
}

function refuse(code: ProblemCode, detail: string): Refusal {
  return { kind: 'refuse', code, detail };
}
