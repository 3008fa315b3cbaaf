import { type Database, prepared } from './database.ts';
import { Problem } from './problem.ts';
import { orderBy, type Ranking, toSearchQuery } from './ranking.ts';

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
  text: string;
  category: string;
  level: string;
}

export const cardColumns = `c.slug, c.title, c.subtitle, c.category, k.name as "categoryName", c.level,
  c.price_cents as "priceCents", c.minutes, c.lesson_count as "lessonCount", c.rating, c.rating_count as "ratingCount",
  c.learners, c.published_on as "publishedOn", t.name as "teacherName"`;

export const cardTables =
  'courses c join categories k on k.slug = c.category join teachers t on t.id = c.teacher';

// Words as typed, or their stems: either may fit.
const words = "(to_tsquery('simple', $1) || to_tsquery('english', $1))";

/** Courses that fit the text, with how well they fit. */
const matching = `select courses.*, case when $1 = '' then 0 else ts_rank(search, ${words}) end as match
  from courses where $1 = '' or search @@ ${words}`;

export async function findCourses(
  database: Database,
  search: Search,
  ranking: Ranking,
): Promise<CourseCard[]> {
  const query = toSearchQuery(search.text);
  return prepared<CourseCard>(
    database,
    `courses-${ranking}`,
    `select ${cardColumns} from (${matching}) c
     join categories k on k.slug = c.category join teachers t on t.id = c.teacher
     where ($2 = '' or c.category = $2) and ($3 = '' or c.level = $3)
     order by ${orderBy[ranking]
       .split(', ')
       .map((term) => `c.${term}`)
       .join(', ')}`,
    [query, search.category, search.level],
  );
}

const ROW = 4;

/** What somebody sees first on the catalogue, who has not searched yet. */
export async function firstRow(database: Database, ranking: Ranking): Promise<string[]> {
  const courses = await findCourses(database, { text: '', category: '', level: '' }, ranking);
  return courses.slice(0, ROW).map(({ slug }) => slug);
}

/** Every category, with how many courses of it the text and the level leave. */
export async function listCategories(database: Database, { text, level }: Search): Promise<Category[]> {
  return prepared<Category>(
    database,
    'categories',
    `select k.slug, k.name, count(c.slug)::int as count
     from categories k left join (${matching}) c on c.category = k.slug and ($2 = '' or c.level = $2)
     group by k.slug order by k.position`,
    [toSearchQuery(text), level],
  );
}

export async function findCourse(database: Database, slug: string): Promise<Course> {
  const [course] = await prepared<Course>(
    database,
    'course',
    `select ${cardColumns}, c.description, c.outcomes, c.seats, t.role as "teacherRole", t.bio as "teacherBio",
       c.seats - (select count(*) from enrolments e where e.course = c.slug and e.status = 'active')::int
         as "seatsLeft",
       (select json_agg(json_build_object('id', l.id, 'position', l.position, 'section', l.section, 'title', l.title,
          'minutes', l.minutes) order by l.position) from lessons l where l.course = c.slug) as lessons
     from ${cardTables} where c.slug = $1`,
    [slug],
  );
  if (!course) throw new Problem('course-not-found', `There is no course "${slug}". Look in the catalogue.`);
  return course;
}
