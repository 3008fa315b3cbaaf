import type { CourseSeed } from '../course-seed.ts';

export const data: CourseSeed[] = [
  {
    slug: 'practical-statistics',
    title: 'Practical statistics',
    subtitle: 'Say how sure you are, and be right about it',
    description:
      'Statistics for people who make decisions. No proofs: simulations that you run yourself until the idea is obvious, and then the formula as a shortcut. Every lesson ends with a chart from the news.',
    teacher: 'amara',
    level: 'beginner',
    priceCents: 4900,
    rating: 4.9,
    ratingCount: 3055,
    learners: 24310,
    publishedOn: '2024-10-01',
    outcomes: [
      'Tell a real difference from noise',
      'Choose a sample size before you start',
      'Explain an interval to somebody who hates numbers',
    ],
    sections: {
      Chance: ['10 What random looks like', '12 The law of small numbers', '14 Simulate it first'],
      Samples: ['13 Who is missing?', '15 Intervals you can explain', '11 How many is enough?'],
      Comparing: ['16 Two groups, one question', '18 Peeking, and what it costs', '12 A chart from the news'],
    },
  },
  {
    slug: 'sql-from-questions',
    title: 'SQL from questions',
    subtitle: 'Start with the question, end with the query',
    description:
      'Every lesson is a question that a colleague might ask on a Tuesday, and a database that knows the answer. You learn joins, grouping and windows in the order in which real questions need them.',
    teacher: 'amara',
    level: 'beginner',
    priceCents: 3900,
    rating: 4.8,
    ratingCount: 2716,
    learners: 21040,
    publishedOn: '2025-01-20',
    outcomes: [
      'Turn a vague question into one that a table can answer',
      'Join without counting twice',
      'Use window functions for “compared with last month”',
    ],
    sections: {
      'One table': ['8 How many, since when?', '11 Grouping, and what it hides', '9 Nothing is not zero'],
      'Several tables': [
        '14 Joins drawn on paper',
        '13 Counting twice, and how to notice',
        '12 The ones that are missing',
      ],
      'Over time': ['16 Windows', '15 Compared with last month', '17 Practice: the Tuesday list'],
    },
  },
  {
    slug: 'machine-learning-first-steps',
    title: 'Machine learning, first steps',
    subtitle: 'Train small models and know when not to trust them',
    description:
      'Five small models on data that fits in your head. You see what each can learn and cannot, how to test it honestly, and how to tell your team what the number means.',
    teacher: 'kenji',
    level: 'intermediate',
    priceCents: 8900,
    rating: 4.6,
    ratingCount: 940,
    learners: 7650,
    publishedOn: '2026-05-12',
    outcomes: [
      'Frame a problem so that a model can help',
      'Keep a test set honest',
      'Recognise leakage, drift and a metric that flatters',
    ],
    sections: {
      'Learning from examples': ['12 A line through points', '15 Trees you can read', '14 Neighbours'],
      'Being honest': ['13 The set you never look at', '16 Leakage', '11 Which mistake is worse?'],
      'In the real world': ['17 Drift', '19 Practice: explain your model in a page'],
    },
  },
  {
    slug: 'charts-that-speak',
    title: 'Charts that speak',
    subtitle: 'One message a chart, seen in three seconds',
    description:
      'Redraw twenty charts until each says one thing. You learn to choose a form, to label directly, to use colour as a word, and to write the title as the sentence that people remember.',
    teacher: 'lucia',
    level: 'beginner',
    priceCents: 2900,
    rating: 4.7,
    ratingCount: 1188,
    learners: 10930,
    publishedOn: '2025-08-26',
    outcomes: [
      'Find the one sentence in a table',
      'Label lines instead of adding a legend',
      'Choose colours that everybody can tell apart',
    ],
    sections: {
      See: ['7 Three seconds', '10 Position beats colour', '9 Ink that says nothing'],
      Say: ['12 The title is the message', '8 Labels where the eyes are', '11 Colour as a word'],
      Show: ['15 Twenty charts, redrawn', '13 A page for the board'],
    },
  },
];
