import type { FastifyInstance } from 'fastify';
import type { Account, Api, Course, CourseCard, Enrolment, Price } from '../api.ts';
import { createApp } from '../app.ts';
import { loadAssets } from '../assets.ts';
import { createIdentity } from '../identity.ts';
import { createLive, type Live } from '../live.ts';

export const card: CourseCard = {
  slug: 'piano-from-zero',
  title: 'Piano & <forte>',
  subtitle: 'Play',
  category: 'creative',
  categoryName: 'Creative',
  level: 'beginner',
  priceCents: 4500,
  minutes: 65,
  lessonCount: 1,
  rating: 4.6,
  ratingCount: 12,
  learners: 1200,
  publishedOn: '2025-10-07',
  teacherName: 'Marek Nowak',
};

export const course: Course = {
  ...card,
  description: 'Chords first',
  outcomes: ['Play'],
  seats: null,
  seatsLeft: null,
  teacherRole: 'Pianist',
  teacherBio: 'Plays',
  lessons: [{ id: 1, position: 1, section: 'Start', title: 'Five fingers', minutes: 65 }],
};

export const price: Price = {
  listCents: 4500,
  planDiscountCents: 0,
  promoCode: null,
  promoPercent: 0,
  promoDiscountCents: 0,
  promoProblem: null,
  totalCents: 4500,
};

export const enrolment: Enrolment = {
  id: 'e1',
  course: card.slug,
  title: card.title,
  category: card.category,
  teacherName: card.teacherName,
  status: 'active',
  rule: 'v2',
  goal: null,
  totalCents: 4500,
  enrolledAt: '2026-11-23T10:00:00Z',
  confirmationToken: null,
  lessonCount: 1,
  completedLessons: [],
  nextLesson: 'Five fingers',
  receipt: null,
};

export const account: Account = {
  id: 'u5',
  email: 'mia@mail.example',
  name: 'Mia Jensen',
  plan: 'pro',
  country: 'NL',
};

export interface TestSite {
  app: FastifyInstance;
  live: Live;
  flags: { recommendations: boolean; newCheckout: boolean };
  /** Calls of the api that change something or that a flag must prevent. */
  calls: string[];
}

/** The whole application over an api that answers from memory; a test replaces the answers it is about. */
export async function createTestSite(answers: Partial<Api> = {}, trustUserHeader = true): Promise<TestSite> {
  const calls: string[] = [];
  const flags = { recommendations: false, newCheckout: false };
  const live = createLive('boot');
  const app = createApp({
    isReady: () => true,
    api: { ...memoryApi(calls), ...answers },
    flags: {
      hasRecommendations: async () => flags.recommendations,
      hasNewCheckout: async () => flags.newCheckout,
      reportEnrolment: (person, isRefused) => {
        calls.push(`report ${person.id} ${isRefused ? 'refused' : 'enrolled'}`);
      },
    },
    identity: createIdentity({ secret: 'secret', trustUserHeader, newId: () => '12345678' }),
    live,
    assets: await loadAssets(),
    environment: 'staging',
    version: '1.0.0',
  });
  return { app, live, flags, calls };
}

function memoryApi(calls: string[]): Api {
  return {
    catalogue: async () => ({ ranking: 'relevance', courses: [card], categories: [] }),
    course: async () => ({ course, enrolment: null, price }),
    recommendations: async (_person, viewing) => {
      calls.push(`recommendations ${viewing}`);
      return { title: 'For you', because: 'Because', courses: [card] };
    },
    quote: async () => price,
    enrol: async (person, request) => {
      calls.push(`enrol ${person.id} ${JSON.stringify(request)}`);
      return { id: 'e1' };
    },
    enrolment: async () => enrolment,
    learning: async () => ({ entries: [enrolment], limit: 3 }),
    leave: async (_person, id) => void calls.push(`leave ${id}`),
    completeLesson: async (_person, id, lesson) => void calls.push(`complete ${id} ${lesson}`),
    confirm: async () => ({ id: 'e1' }),
    samplePeople: async () => [account],
    signIn: async () => account,
  };
}
