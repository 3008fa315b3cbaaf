import type { CourseSeed } from '../course-seed.ts';

export const design: CourseSeed[] = [
  {
    slug: 'interfaces-for-everyone',
    title: 'Interfaces for everyone',
    subtitle: 'Accessible by design, checked with your own hands',
    description:
      'Put the mouse away for a week. You learn how people with a keyboard, a screen reader, one hand or tired eyes use what we build, and the dozen habits that make most of it work for everyone.',
    teacher: 'lucia',
    level: 'beginner',
    priceCents: 4900,
    rating: 4.9,
    ratingCount: 1502,
    learners: 11280,
    publishedOn: '2026-01-15',
    outcomes: [
      'Test a page by keyboard and screen reader in ten minutes',
      'Choose contrast, size and spacing that hold in sunlight',
      'Write labels and errors that work without seeing the page',
    ],
    sections: {
      'Meet the people': ['9 A week without a mouse', '12 Listening to a page', '8 One hand, one minute'],
      'Build it in': ['14 Focus that can be followed', '13 Names, roles, states', '12 Colour is never alone'],
      'Check it': ['11 The ten-minute test', '16 Practice: repair a form'],
    },
  },
  {
    slug: 'typography-on-screens',
    title: 'Typography on screens',
    subtitle: 'Set text that people finish reading',
    description:
      'Most of design is text. Learn measure, rhythm, contrast and the small corrections that make a page calm, with typefaces that everybody already has.',
    teacher: 'noor',
    level: 'beginner',
    priceCents: 3500,
    rating: 4.7,
    ratingCount: 866,
    learners: 6940,
    publishedOn: '2025-06-02',
    outcomes: [
      'Pick and pair typefaces for a purpose',
      'Set a scale and a rhythm that hold on a phone',
      'Correct the twelve small things readers feel',
    ],
    sections: {
      Letters: ['9 What a typeface does', '11 Pairing with a reason'],
      Lines: ['10 Measure', '12 Leading and rhythm', '9 A scale that holds'],
      Pages: ['14 Hierarchy without bold', '13 Twelve small corrections', '17 Practice: one long article'],
    },
  },
  {
    slug: 'user-interviews',
    title: 'User interviews that find things out',
    subtitle: 'Ask less, listen longer, learn more',
    description:
      'Five conversations can save a quarter of work, if you do not ask people what they want. Plan, recruit, listen and make sense of what you heard, with templates that fit on one page.',
    teacher: 'noor',
    level: 'intermediate',
    priceCents: 5500,
    rating: 4.8,
    ratingCount: 534,
    learners: 4380,
    publishedOn: '2026-03-24',
    outcomes: [
      'Write questions about the past, not the future',
      'Run an interview without leading it',
      'Turn five talks into one page that a team acts on',
    ],
    sections: {
      Before: ['10 What do we not know?', '12 Five people, the right ones', '11 Questions about the past'],
      During: ['14 The first two minutes', '13 Silence', '9 Notes that can be shared'],
      After: ['16 From quotes to patterns', '15 One page for the team'],
    },
  },
  {
    slug: 'design-systems-that-last',
    title: 'Design systems that last',
    subtitle: 'Tokens, components and the people who keep them',
    description:
      'A cohort course for people who look after a system used by several teams. Decide what belongs, name it, version it, retire it, and make contributing easier than forking.',
    teacher: 'lucia',
    level: 'advanced',
    priceCents: 14900,
    rating: 4.8,
    ratingCount: 211,
    learners: 960,
    seats: 24,
    publishedOn: '2026-10-05',
    outcomes: [
      'Name tokens by meaning rather than look',
      'Decide what enters the system, and what leaves',
      'Measure adoption without policing',
    ],
    sections: {
      'Week 1: Foundations': ['20 What belongs', '24 Tokens by meaning'],
      'Week 2: Components': ['26 Interfaces of components', '22 States nobody drew'],
      'Week 3: People': ['25 Contribution paths', '18 Saying no well'],
    },
  },
];
