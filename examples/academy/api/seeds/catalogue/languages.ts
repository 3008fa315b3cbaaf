import type { CourseSeed } from '../course-seed.ts';

export const languages: CourseSeed[] = [
  {
    slug: 'spanish-for-travellers',
    title: 'Spanish for travellers',
    subtitle: 'Three weeks to your first real conversation',
    description:
      'Order, ask, thank, joke. Short scenes with slow and natural speed, spoken by people from five countries, and a conversation partner that waits for you.',
    teacher: 'paloma',
    level: 'beginner',
    priceCents: 2900,
    rating: 4.7,
    ratingCount: 1890,
    learners: 16220,
    publishedOn: '2025-05-06',
    outcomes: [
      'Manage the ten situations of every journey',
      'Understand answers, not only ask questions',
      'Sound friendly with two hundred words',
    ],
    sections: {
      Arriving: ['8 Hello, and what comes next', '9 Numbers, prices, times', '10 Finding the way'],
      Eating: ['11 At the table', '9 What is in it?', '8 The bill, and a compliment'],
      Staying: ['12 Something is broken', '13 Small talk', '15 Practice: an afternoon in town'],
    },
  },
  {
    slug: 'german-for-work',
    title: 'German for work',
    subtitle: 'Meetings, e-mails and the polite no',
    description:
      'For people who get by in German and now need it at work. Real meetings, real e-mails, and the phrases that make you sound like a colleague rather than a textbook.',
    teacher: 'paloma',
    level: 'intermediate',
    priceCents: 4900,
    rating: 4.6,
    ratingCount: 612,
    learners: 4820,
    publishedOn: '2026-06-16',
    outcomes: [
      'Join a discussion without waiting for a gap',
      'Write e-mails that strike the right tone',
      'Say no so that the door stays open',
    ],
    sections: {
      Meetings: ['12 Getting a word in', '13 Agreeing, almost', '11 Summing up'],
      Writing: [
        '10 The first and the last line',
        '14 Formal, friendly, both',
        '12 Reminding without pushing',
      ],
      'Tricky moments': ['13 The polite no', '12 Mistakes, owned', '16 Practice: the Thursday meeting'],
    },
  },
  {
    slug: 'japanese-scripts',
    title: 'Japanese scripts in forty days',
    subtitle: 'Hiragana, katakana and your first hundred kanji',
    description:
      'Ten minutes a day, by hand, with pictures that you will not forget. At the end you read menus, signs and children’s books, slowly and with joy.',
    teacher: 'kenji',
    level: 'beginner',
    priceCents: 3900,
    rating: 4.8,
    ratingCount: 734,
    learners: 5980,
    publishedOn: '2025-12-01',
    outcomes: [
      'Read and write both syllabaries',
      'Recognise one hundred kanji in context',
      'Keep what you learned with five minutes a week',
    ],
    sections: {
      Hiragana: ['10 The first ten', '10 Rows and columns', '12 Reading whole words'],
      Katakana: ['10 Same sounds, new shapes', '11 Menus'],
      Kanji: ['12 Pictures in strokes', '14 The first hundred', '15 Practice: a page from a picture book'],
    },
  },
  {
    slug: 'presenting-in-english',
    title: 'Presenting in English',
    subtitle: 'Be understood, be remembered, be yourself',
    description:
      'You know your subject; now say it in your second language. Work on stress, pauses and the sentence that carries the talk, record yourself, and hear the difference after two weeks.',
    teacher: 'samuel',
    level: 'advanced',
    priceCents: 7900,
    rating: 4.7,
    ratingCount: 356,
    learners: 2740,
    publishedOn: '2026-08-10',
    outcomes: [
      'Open a talk in one sentence',
      'Use pauses and stress to be understood anywhere',
      'Answer questions that you did not expect',
    ],
    sections: {
      Voice: ['11 Stress and rhythm', '12 The pause', '9 Slower is faster'],
      Story: ['14 The sentence that carries it', '13 Slides that listen'],
      Questions: ['12 Buying time honestly', '14 The hard one', '18 Practice: five minutes on stage'],
    },
  },
];
