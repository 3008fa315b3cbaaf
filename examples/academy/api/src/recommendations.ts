import { type CourseCard, cardColumns, cardTables } from './courses.ts';
import { type Database, prepared } from './database.ts';

export interface Recommendations {
  title: string;
  because: string;
  courses: CourseCard[];
}

interface Scored extends CourseCard {
  taking: string | null;
}

export interface Asked {
  userId: string;
  /** The course that the person looks at; empty on the catalogue. */
  viewing: string;
  /** Courses that the page shows beside the shelf anyway. */
  shown: string[];
}

const SHELF_SIZE = 4;

/** What others liked in the subjects this person studies or looks at; never a course they already have. */
export async function recommend(
  database: Database,
  { userId, viewing, shown }: Asked,
): Promise<Recommendations> {
  const found = await prepared<Scored>(
    database,
    'recommendations',
    `with mine as (
       select c.slug, c.category, c.title from enrolments e join courses c on c.slug = e.course
       where e.user_id = $1 and e.status <> 'left'
     ), subjects as (
       select distinct category, 2 as weight from mine union all select category, 4 from courses where slug = $2
     ), liked as (select category, sum(weight) as weight from subjects group by category)
     select ${cardColumns}, (select m.title from mine m where m.category = c.category limit 1) as taking
     from ${cardTables} left join liked on liked.category = c.category
     where c.slug <> $2 and c.slug not in (select slug from mine) and c.slug <> all ($3)
     order by coalesce(liked.weight, 0) + c.rating * ln(10 + c.learners) / 15 desc, c.position
     limit ${SHELF_SIZE}`,
    [userId, viewing, shown],
  );
  return { ...heading(found, viewing), courses: found };
}

function heading(found: Scored[], viewing: string): Omit<Recommendations, 'courses'> {
  if (viewing !== '')
    return {
      title: 'Goes well with this course',
      because: 'The same subject first, then what learners like',
    };
  const taking = found.find((course) => course.taking !== null)?.taking;
  if (taking) return { title: 'Recommended for you', because: `Because you study ${taking}` };
  return { title: 'Highly rated', because: 'By the people who took these courses' };
}
