/** Services of academy, each in a repository of its own. */
export const services = ['api', 'web'] as const;
export type ServiceName = (typeof services)[number];

/** Work in progress: one commit on a branch beside main. */
export interface Work {
  service: ServiceName;
  branch: string;
  subject: string;
  changes: readonly Change[];
}

/** A new file, or one place in a file that changes. */
export type Change = { path: string; text: string | Buffer } | { path: string; replace: string; by: string };

/** What teams are at: one feature over both services, and one in web alone. */
export const work: readonly Work[] = [
  {
    service: 'api',
    branch: 'feature/new-checkout',
    subject: 'Courses say how long they can be returned',
    changes: [
      {
        path: 'migrations/006-refunds.sql',
        text: 'alter table courses add column refund_days int not null default 14 check (refund_days >= 0);\n',
      },
      {
        path: 'src/courses.ts',
        replace: '  seatsLeft: number | null;\n',
        by: '  seatsLeft: number | null;\n  refundDays: number;\n',
      },
      {
        path: 'src/courses.ts',
        replace: 'c.description, c.outcomes, c.seats,',
        by: 'c.description, c.outcomes, c.seats, c.refund_days as "refundDays",',
      },
    ],
  },
  {
    service: 'web',
    branch: 'feature/new-checkout',
    subject: 'The new checkout promises the refund',
    changes: [
      {
        path: 'src/api.ts',
        replace: '  seatsLeft: number | null;\n',
        by: '  seatsLeft: number | null;\n  /** An api that is older does not say. */\n  refundDays?: number;\n',
      },
      {
        path: 'src/views/course.ts',
        replace: ' data-feature="new-checkout"`',
        by: ' data-feature="new-checkout" data-checkout="2"`',
      },
      {
        path: 'src/views/course.ts',
        replace: '<ul class="facts">\n',
        by: `<ul class="facts">\n\${hasNewCheckout && refund(course)}\n`,
      },
      {
        path: 'src/views/course.ts',
        replace: 'function enrolButton(',
        by: `function refund({ refundDays }: Course): Content {
  if (refundDays === undefined) return null;
  return html\`<li data-refund-days="\${refundDays}">\${icon('check')}Your money back within \${plural(refundDays, 'day', 'days')}</li>\`;
}

function enrolButton(`,
      },
      {
        path: 'src/views/course.ts',
        replace: '>Enrol now</a>',
        by: '>Start now</a>',
      },
    ],
  },
  {
    service: 'web',
    branch: 'feature/reviews',
    subject: 'Courses show what learners think of them',
    changes: [
      {
        path: 'src/views/course.ts',
        replace: '<section><h2>Your teacher</h2>',
        by: `<section data-feature="reviews"><h2>What learners say</h2><p>\${stars(course)} \${plural(course.ratingCount, 'learner has', 'learners have')} rated this course.</p></section>
<section><h2>Your teacher</h2>`,
      },
    ],
  },
];

/** The file after the change. Throws where the place is not there, or there twice. */
export function changed(text: string | null, change: Change): string | Buffer {
  if ('text' in change) {
    if (text === null) return change.text;
    throw new Error(`${change.path} is there already.`);
  }
  const parts = text?.split(change.replace) ?? [];
  if (parts.length === 2) return parts.join(change.by);
  throw new Error(`${change.path} has not exactly one "${change.replace.trim()}".`);
}
