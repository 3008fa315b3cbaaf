import type { CourseSeed } from '../course-seed.ts';

export const software: CourseSeed[] = [
  {
    slug: 'git-with-confidence',
    title: 'Git with confidence',
    subtitle: 'Understand what happens, and never lose work again',
    description:
      'Most people know six Git commands and hope. This course starts with the model underneath, three boxes and an arrow, and then every command turns out to be a small move between them. You practise on a repository that is broken on purpose.',
    teacher: 'tomas',
    level: 'beginner',
    priceCents: 3900,
    rating: 4.8,
    ratingCount: 2140,
    learners: 18420,
    publishedOn: '2025-03-11',
    outcomes: [
      'Read any history and say what happened in it',
      'Undo every kind of mistake, including the one that looks final',
      'Choose between merge and rebase for a reason',
      'Review a colleague’s branch without leaving your own',
    ],
    sections: {
      'The model': [
        '9 Three boxes and an arrow',
        '12 A commit is a whole picture',
        '8 Branches are only names',
      ],
      'Working together': [
        '14 Fetch, look, then merge',
        '16 Rebase without fear',
        '11 A branch that is nice to review',
      ],
      'When it goes wrong': [
        '13 The reflog remembers',
        '10 Undo, from softest to hardest',
        '18 Practice: rescue a repository',
      ],
    },
  },
  {
    slug: 'typescript-in-practice',
    title: 'TypeScript in practice',
    subtitle: 'Types that catch the bug you were about to write',
    description:
      'Beyond annotations: model your problem so that the wrong program does not compile. We take a small booking system through five refactorings and let the compiler lead each of them.',
    teacher: 'ines',
    level: 'intermediate',
    priceCents: 6900,
    rating: 4.7,
    ratingCount: 1312,
    learners: 9870,
    publishedOn: '2026-02-03',
    outcomes: [
      'Model states as unions so that impossible ones cannot be written',
      'Narrow unknown input at the edge and trust it inside',
      'Read and write generic signatures without guessing',
    ],
    sections: {
      'From values to types': [
        '11 What a type promises',
        '14 Unions before classes',
        '12 Unknown is your friend',
      ],
      Modelling: [
        '17 States that cannot be mixed up',
        '15 Brands for ids and units',
        '19 Five refactorings, part one',
      ],
      'Generics that help': ['16 Inference first', '18 Five refactorings, part two', '9 When to stop'],
    },
  },
  {
    slug: 'apis-people-like',
    title: 'APIs people like',
    subtitle: 'Design HTTP interfaces that explain themselves',
    description:
      'A good interface is guessed right at the first try. Learn to name resources, to say errors so that they can be fixed, to change without breaking anybody, and to write the one page of documentation that gets read.',
    teacher: 'ines',
    level: 'intermediate',
    priceCents: 5900,
    rating: 4.6,
    ratingCount: 688,
    learners: 5230,
    publishedOn: '2025-11-18',
    outcomes: [
      'Write errors that say what happened, why, and what to do',
      'Version an interface without a version number',
      'Make retries safe by design',
    ],
    sections: {
      'Names and nouns': [
        '10 Start from the sentence',
        '13 Resources and their states',
        '12 Lists that stay fast',
      ],
      Trouble: ['14 Errors worth reading', '16 Retries, twice and never', '11 Limits, told kindly'],
      Change: ['15 Adding without breaking', '9 Saying goodbye to a field'],
    },
  },
  {
    slug: 'databases-under-load',
    title: 'Databases under load',
    subtitle: 'Plans, locks and indexes, seen on a running system',
    description:
      'Four weeks with one relational database and a workload that grows every Monday. You find the slow query, the missing index and the lock nobody knew about, and you learn to prove that your fix was the fix.',
    teacher: 'tomas',
    level: 'advanced',
    priceCents: 12900,
    rating: 4.9,
    ratingCount: 402,
    learners: 2110,
    seats: 40,
    publishedOn: '2026-09-14',
    outcomes: [
      'Read a query plan from the inside out',
      'Choose an index by its cost as well as its gain',
      'Explain an isolation level with an example from your own system',
      'Measure before, change one thing, measure after',
    ],
    sections: {
      'Week 1: Look': ['22 Reading plans', '18 Where the time goes'],
      'Week 2: Index': ['24 The shape of an index', '20 Indexes that cost more than they give'],
      'Week 3: Lock': ['26 Isolation, by example', '21 Queues in a table'],
      'Week 4: Grow': ['19 Connection pools', '28 Final exercise: the busy Monday'],
    },
  },
];
