export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'sign-in-needed': { status: 401, title: 'Sign in first' },
  'course-not-found': { status: 404, title: 'No such course' },
  'enrolment-not-found': { status: 404, title: 'No such enrolment' },
  'route-not-found': { status: 404, title: 'No such address' },
  'already-enrolled': { status: 409, title: 'Already enrolled' },
  'checkout-changed': { status: 409, title: 'The price changed' },
  'course-full': { status: 409, title: 'The course is full' },
  'email-taken': { status: 409, title: 'The e-mail belongs to another account' },
  'enrolment-limit': { status: 409, title: 'All your places are in use' },
  internal: { status: 500, title: 'Something broke on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

export class Problem extends Error {
  readonly code: ProblemCode;

  /** `detail` says what happened and what to do next: pages show it as it is. */
  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }

  get status(): number {
    return problems[this.code].status;
  }

  toJSON(): { type: string; title: string; status: number; code: string; detail: string } {
    const { status, title } = problems[this.code];
    return { type: 'about:blank', title, status, code: this.code, detail: this.message };
  }
}
