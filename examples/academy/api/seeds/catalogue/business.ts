import type { CourseSeed } from '../course-seed.ts';

export const business: CourseSeed[] = [
  {
    slug: 'product-thinking',
    title: 'Product thinking',
    subtitle: 'From a problem worth solving to a bet worth making',
    description:
      'How product people decide: which problem, for whom, how we would know, and what is the smallest thing that could prove us wrong. You bring an idea and leave with a one-page bet.',
    teacher: 'samuel',
    level: 'beginner',
    priceCents: 5900,
    rating: 4.7,
    ratingCount: 1620,
    learners: 13870,
    publishedOn: '2025-09-09',
    outcomes: [
      'Describe a problem without a solution in it',
      'Choose a measure that can disappoint you',
      'Write a bet on one page, with a date to stop',
    ],
    sections: {
      Problems: ['9 Whose problem?', '12 The job behind the request', '11 How often, how much?'],
      Bets: ['13 The smallest test', '10 A measure that can disappoint', '12 When to stop'],
      Shipping: ['14 Releasing in steps', '16 Practice: your one-page bet'],
    },
  },
  {
    slug: 'clear-writing-at-work',
    title: 'Clear writing at work',
    subtitle: 'Shorter, kinder, and answered the same day',
    description:
      'Messages, proposals and decisions that busy people read to the end. Each lesson takes one real text from eighty words to thirty and asks what was lost. Usually nothing.',
    teacher: 'samuel',
    level: 'beginner',
    priceCents: 2500,
    rating: 4.8,
    ratingCount: 2290,
    learners: 19760,
    publishedOn: '2024-11-12',
    outcomes: [
      'Put the request in the first line',
      'Cut a text by half and keep its meaning',
      'Write a decision that nobody has to ask about',
    ],
    sections: {
      Cut: ['6 The first line', '8 Eighty words to thirty', '7 Verbs, not nouns'],
      Shape: ['9 One idea a paragraph', '10 A list or a sentence?'],
      Ask: ['8 Requests that get done', '11 Decisions on a page', '12 Practice: rewrite your last five'],
    },
  },
  {
    slug: 'numbers-for-managers',
    title: 'Numbers for managers',
    subtitle: 'Budgets, margins and forecasts without fear',
    description:
      'Read a profit and loss statement, build a forecast that you can defend, and ask finance the question behind the question. With one spreadsheet that grows through the course.',
    teacher: 'elif',
    level: 'intermediate',
    priceCents: 6500,
    rating: 4.5,
    ratingCount: 478,
    learners: 3910,
    publishedOn: '2026-04-20',
    outcomes: [
      'Find the three lines that matter in a statement',
      'Build a forecast with honest ranges',
      'Compare two investments on one page',
    ],
    sections: {
      Reading: ['12 Three lines that matter', '14 Margin, and whose', '11 Cash is not profit'],
      Planning: ['16 A forecast with ranges', '13 What if?', '12 Fixed, variable, surprising'],
      Deciding: ['15 Two investments, one page', '18 Practice: defend your budget'],
    },
  },
  {
    slug: 'leading-through-change',
    title: 'Leading through change',
    subtitle: 'A live cohort for people with a team and a deadline',
    description:
      'Six evenings with eighteen peers. You work on your own change, week by week: who loses something, who must hear it first, what stays the same, and how to keep promises small enough to hold.',
    teacher: 'elif',
    level: 'advanced',
    priceCents: 19900,
    rating: 4.9,
    ratingCount: 164,
    learners: 610,
    seats: 18,
    publishedOn: '2026-11-02',
    outcomes: [
      'Map who gains, who loses, and when they hear of it',
      'Hold the conversation you have been avoiding',
      'Plan the first thirty days in public',
    ],
    sections: {
      Before: ['30 What is really changing', '28 Who loses something'],
      During: ['32 The conversation', '27 Promises small enough to hold'],
      After: ['26 Making it stick', '35 Thirty days, in public'],
    },
  },
];
