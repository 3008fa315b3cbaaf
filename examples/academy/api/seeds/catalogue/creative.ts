import type { CourseSeed } from '../course-seed.ts';

export const creative: CourseSeed[] = [
  {
    slug: 'photography-with-any-camera',
    title: 'Photography with any camera',
    subtitle: 'Light, frame, moment. The phone will do',
    description:
      'Seven walks, one subject each: light, edges, people, rain, colour, night, home. No gear talk. You come back from each with one picture that you would hang on a wall.',
    teacher: 'noor',
    level: 'beginner',
    priceCents: 3500,
    rating: 4.8,
    ratingCount: 1975,
    learners: 15640,
    publishedOn: '2025-04-15',
    outcomes: [
      'See light before you see the subject',
      'Frame on purpose',
      'Choose the one picture out of forty',
    ],
    sections: {
      Seeing: ['9 A walk for light', '10 A walk for edges', '8 What to leave out'],
      People: ['12 Asking', '11 Hands and backs', '10 Rain'],
      Choosing: ['13 One of forty', '12 A small series', '14 Practice: seven walks'],
    },
  },
  {
    slug: 'piano-from-zero',
    title: 'Piano from zero',
    subtitle: 'Play a song with both hands in a month',
    description:
      'Chords first, notes later, joy from day one. Fifteen minutes a day on any keyboard, with songs that sound good slowly.',
    teacher: 'marek',
    level: 'beginner',
    priceCents: 4500,
    rating: 4.6,
    ratingCount: 1340,
    learners: 12050,
    publishedOn: '2025-10-07',
    outcomes: [
      'Accompany a song with four chords',
      'Play both hands together without counting aloud',
      'Read a simple lead sheet',
    ],
    sections: {
      'Right hand': ['8 Five fingers', '10 A melody you know', '9 Rhythm, tapped'],
      'Left hand': ['11 Four chords', '12 Patterns', '10 Slow is smooth'],
      Both: ['14 Together', '13 Lead sheets', '15 Practice: your song'],
    },
  },
  {
    slug: 'short-stories',
    title: 'Writing short stories',
    subtitle: 'Finish one. Then a better one',
    description:
      'Two thousand words, a beginning, something that changes, an end. You write one story in the first half, read it as a stranger, and write the second one with all you found out.',
    teacher: 'marek',
    level: 'intermediate',
    priceCents: 4900,
    rating: 4.7,
    ratingCount: 590,
    learners: 4470,
    publishedOn: '2026-02-24',
    outcomes: [
      'Start where the change starts',
      'Write dialogue that moves',
      'Edit your own text as if it were not yours',
    ],
    sections: {
      'The first story': ['10 Something changes', '12 Where to start', '13 Who is telling?'],
      'Reading it as a stranger': ['11 A week in a drawer', '14 Cutting the first page'],
      'The second story': ['12 Dialogue that moves', '13 Endings', '20 Practice: two thousand words'],
    },
  },
  {
    slug: 'film-editing-studio',
    title: 'Film editing studio',
    subtitle: 'Rhythm, story and sound at the cutting table',
    description:
      'A studio course: the same forty minutes of footage for everybody, and twelve very different films at the end. Weekly screenings, honest notes, one final cut.',
    teacher: 'marek',
    level: 'advanced',
    priceCents: 16900,
    rating: 4.8,
    ratingCount: 128,
    learners: 540,
    seats: 12,
    publishedOn: '2026-11-16',
    outcomes: [
      'Cut for attention rather than for continuity',
      'Let sound lead the picture',
      'Give and take notes that improve the film',
    ],
    sections: {
      'Week 1: Select': ['25 Watching forty minutes', '22 The first assembly'],
      'Week 2: Rhythm': ['28 Where the eye is', '24 Holding a shot'],
      'Week 3: Sound': ['26 Sound leads', '21 Silence and music'],
      'Week 4: Final cut': ['30 Screening and notes', '35 Final cut'],
    },
  },
];
