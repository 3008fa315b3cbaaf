import { categories, editorsOrder, promoCodes, teachers } from '../seeds/catalogue.ts';
import type { CourseSeed } from '../seeds/course-seed.ts';
import { crowd, sampleEnrolments, samplePeople } from '../seeds/people.ts';
import { readConfig } from './config.ts';
import { openDatabase, type Session, transaction } from './database.ts';
import { insertRows } from './insert-rows.ts';

const profiles = { default: seedDefault, demo: seedDemo };

/** Safe to repeat: courses and people are brought up to date, what visitors did is left alone. */
export async function seedDefault(session: Session): Promise<void> {
  await seedCatalogue(session);
  await seedPeople(session);
  await enrol(session, sampleEnrolments);
}

export async function seedDemo(session: Session): Promise<void> {
  await seedDefault(session);
  const people = crowd(160);
  await insertRows(session, 'users', people, { onConflict: ['id'] });
  const cohorts = [
    'leading-through-change',
    'film-editing-studio',
    'design-systems-that-last',
    'databases-under-load',
  ];
  const taken = [17, 12, 19, 31];
  const seats = cohorts.flatMap((course, at) =>
    people.slice(0, taken[at]).map((person, index) => ({ user: person.id, course, lessons: index % 4 })),
  );
  const slugs = categories.flatMap((category) => category.courses.map((course) => course.slug));
  const others = people.map((person, index) => ({
    user: person.id,
    course: slugs[(index * 7) % slugs.length] ?? '',
    lessons: index % 9,
  }));
  await enrol(session, [...seats, ...others.filter((entry) => !cohorts.includes(entry.course))]);
}

async function seedCatalogue(session: Session): Promise<void> {
  await insertRows(session, 'teachers', teachers, { onConflict: ['id'] });
  await insertRows(
    session,
    'categories',
    categories.map(({ slug, name }, position) => ({ slug, name, position })),
    { onConflict: ['slug'] },
  );
  const courses = categories.flatMap(({ slug, courses }) =>
    courses.map((course) => ({ category: slug, course })),
  );
  await insertRows(session, 'courses', courses.map(courseRow), { onConflict: ['slug'], keep: ['learners'] });
  const lessons = courses.flatMap(({ course }) =>
    readLessons(course).map((lesson) => ({ course: course.slug, ...lesson })),
  );
  await insertRows(session, 'lessons', lessons, { onConflict: ['course', 'position'] });
  const promos = promoCodes.map(({ code, percent, endsOn }) => ({ code, percent, ends_on: endsOn }));
  await insertRows(session, 'promo_codes', promos, { onConflict: ['code'] });
}

function courseRow(
  { category, course }: { category: string; course: CourseSeed },
  index: number,
): Record<string, unknown> {
  const lessons = readLessons(course);
  const chosen = editorsOrder.indexOf(course.slug);
  return {
    slug: course.slug,
    title: course.title,
    subtitle: course.subtitle,
    description: course.description,
    category,
    teacher: course.teacher,
    level: course.level,
    price_cents: course.priceCents,
    minutes: lessons.reduce((sum, lesson) => sum + lesson.minutes, 0),
    lesson_count: lessons.length,
    rating: course.rating,
    rating_count: course.ratingCount,
    learners: course.learners,
    seats: course.seats ?? null,
    published_on: course.publishedOn,
    position: chosen === -1 ? editorsOrder.length + index : chosen,
    outcomes: course.outcomes,
  };
}

function readLessons(
  course: CourseSeed,
): { position: number; section: string; title: string; minutes: number }[] {
  const entries = Object.entries(course.sections).flatMap(([section, lessons]) =>
    lessons.map((lesson) => ({ section, lesson })),
  );
  return entries.map(({ section, lesson }, index) => {
    const [minutes = '', ...words] = lesson.split(' ');
    return { position: index + 1, section, title: words.join(' '), minutes: Number(minutes) };
  });
}

async function seedPeople(session: Session): Promise<void> {
  const rows = samplePeople.map((person, index) => ({ ...person, sample_position: index + 1 }));
  await insertRows(session, 'users', rows, { onConflict: ['id'] });
}

async function enrol(
  session: Session,
  entries: { user: string; course: string; lessons: number }[],
): Promise<void> {
  await session.query(
    `with wanted as (
       select * from jsonb_to_recordset($1) as w("user" text, course text, lessons int)
     ), fresh as (
       insert into enrolments (user_id, course, status, rule, total_cents)
       select w."user", w.course, case when w.lessons >= c.lesson_count then 'completed' else 'active' end, 'v1', c.price_cents
       from wanted w join courses c on c.slug = w.course
       where not exists (select 1 from enrolments e where e.user_id = w."user" and e.course = w.course)
       returning id, user_id, course
     )
     insert into lesson_completions (enrolment, lesson)
     select f.id, l.id from fresh f
     join wanted w on w."user" = f.user_id and w.course = f.course
     join lessons l on l.course = f.course and l.position <= w.lessons`,
    [JSON.stringify(entries)],
  );
}

if (import.meta.main) {
  const profile = process.argv[2] === 'demo' ? 'demo' : 'default';
  const database = openDatabase(readConfig(process.env).databaseUrl);
  await transaction(database, (session) => profiles[profile](session));
  await database.end();
  process.stdout.write(`Seeded the ${profile} profile\n`);
}
