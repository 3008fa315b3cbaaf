import { encodePerson, type Person } from './person.ts';

export type Ranking = 'relevance' | 'popularity' | 'newest';

export interface CourseCard {
  slug: string;
  title: string;
  subtitle: string;
  category: string;
  categoryName: string;
  level: string;
  priceCents: number;
  minutes: number;
  lessonCount: number;
  rating: number;
  ratingCount: number;
  learners: number;
  publishedOn: string;
  teacherName: string;
}

export interface Lesson {
  id: number;
  position: number;
  section: string;
  title: string;
  minutes: number;
}

export interface Course extends CourseCard {
  description: string;
  outcomes: string[];
  seats: number | null;
  seatsLeft: number | null;
  teacherRole: string;
  teacherBio: string;
  lessons: Lesson[];
}

export interface Category {
  slug: string;
  name: string;
  count: number;
}

export interface Search {
  q: string;
  category: string;
  level: string;
}

export interface Catalogue {
  ranking: Ranking;
  courses: CourseCard[];
  categories: Category[];
}

export interface Price {
  listCents: number;
  planDiscountCents: number;
  promoCode: string | null;
  promoPercent: number;
  promoDiscountCents: number;
  promoProblem: string | null;
  totalCents: number;
}

export interface Receipt {
  number: string;
  listCents: number;
  planDiscountCents: number;
  promoCode: string | null;
  promoDiscountCents: number;
  totalCents: number;
  issuedAt: string;
}

export interface Enrolment {
  id: string;
  course: string;
  title: string;
  category: string;
  teacherName: string;
  status: 'pending' | 'active' | 'completed' | 'left';
  rule: 'v1' | 'v2';
  goal: string | null;
  totalCents: number;
  enrolledAt: string;
  confirmationToken: string | null;
  lessonCount: number;
  completedLessons: number[];
  nextLesson: string | null;
  receipt: Receipt | null;
}

export interface CourseView {
  course: Course;
  enrolment: Enrolment | null;
  price: Price;
}

export interface Recommendations {
  title: string;
  because: string;
  courses: CourseCard[];
}

export interface EnrolmentRequest {
  course: string;
  promo: string;
  goal: string | null;
  expectedTotalCents: number | null;
}

export interface Learning {
  entries: Enrolment[];
  limit: number;
}

export interface Account {
  id: string;
  email: string;
  name: string;
  plan: 'free' | 'pro' | 'team';
  country: string;
}

/** A refusal by the api. `message` is written for the person who reads the page. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export interface Api {
  catalogue(person: Person, search: Search): Promise<Catalogue>;
  course(person: Person, slug: string): Promise<CourseView>;
  recommendations(person: Person, viewing: string): Promise<Recommendations>;
  quote(person: Person, slug: string, promo: string): Promise<Price>;
  enrol(person: Person, request: EnrolmentRequest): Promise<{ id: string }>;
  enrolment(person: Person, id: string): Promise<Enrolment>;
  learning(person: Person): Promise<Learning>;
  leave(person: Person, enrolment: string): Promise<void>;
  completeLesson(person: Person, enrolment: string, lesson: string): Promise<void>;
  confirm(person: Person, token: string): Promise<{ id: string }>;
  samplePeople(person: Person): Promise<Account[]>;
  signIn(person: Person, email: string): Promise<Account>;
}

const TIMEOUT_MS = 5_000;

export function createApi(baseUrl: string): Api {
  const base = baseUrl.replace(/\/$/, '');

  async function call<Result>(person: Person, path: string, body?: object): Promise<Result> {
    const response = await reach(`${base}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        'x-academy-user': encodePerson(person),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw readProblem(response.status, text);
    return JSON.parse(text === '' ? 'null' : text);
  }

  const part = encodeURIComponent;
  return {
    catalogue: (person, { q, category, level }) =>
      call(person, `/courses?${new URLSearchParams({ q, category, level })}`),
    course: (person, slug) => call(person, `/courses/${part(slug)}`),
    recommendations: (person, viewing) => call(person, `/recommendations?course=${part(viewing)}`),
    quote: (person, slug, promo) => call(person, `/courses/${part(slug)}/quote?promo=${part(promo)}`),
    enrol: (person, request) => call(person, '/enrolments', request),
    enrolment: (person, id) => call(person, `/enrolments/${part(id)}`),
    learning: (person) => call(person, '/learning'),
    leave: (person, enrolment) => call(person, `/enrolments/${part(enrolment)}/leave`, {}),
    completeLesson: (person, enrolment, lesson) =>
      call(person, `/enrolments/${part(enrolment)}/lessons/${part(lesson)}`, {}),
    confirm: (person, token) => call(person, `/confirmations/${part(token)}`, {}),
    samplePeople: (person) => call(person, '/people'),
    signIn: (person, email) => call(person, '/sessions', { email }),
  };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    console.error(`academy-web cannot reach ${url}: ${String(error)}`);
    throw new ApiProblem(
      503,
      'api-unreachable',
      'Our courses cannot be loaded just now. Reload in a moment.',
    );
  }
}

function readProblem(status: number, text: string): ApiProblem {
  try {
    const { code, detail } = JSON.parse(text);
    return new ApiProblem(status, String(code), String(detail));
  } catch {
    return new ApiProblem(status, 'unknown', 'Something broke on our side. Reload in a moment.');
  }
}
